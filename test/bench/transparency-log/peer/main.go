// Vectors for the transparency log from implementations that are not ours, and a check of a log that we published.
//
//	go run . vectors > ../../../ledger/transparency/fixtures/go-vectors.json
//	go run . verify FOLDER-OF-LOG
//	go run . proof FILE.tlog-proof LOG-VKEY [WITNESS-VKEY]
//
// RFC 6962 trees and signed notes are golang.org/x/mod's, cosignatures and .tlog-proof files transparency-dev/formats'. The time of
// the cosignature is the moment of the run, so `cosigned` differs each time; everything else is the same again.
package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	cosignature "github.com/transparency-dev/formats/note"
	tlogproof "github.com/transparency-dev/formats/proof"
	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

type stored []tlog.Hash

func (s stored) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	out := make([]tlog.Hash, len(indexes))
	for i, x := range indexes {
		out[i] = s[x]
	}
	return out, nil
}

func must[T any](value T, err error) T {
	if err != nil {
		panic(err)
	}
	return value
}

func grow(s stored, index int64) stored {
	return append(s, must(tlog.StoredHashes(index, []byte(fmt.Sprintf("leaf %d", index)), s))...)
}

func base64s(hashes []tlog.Hash) []string {
	out := make([]string, len(hashes))
	for i, h := range hashes {
		out[i] = base64.StdEncoding.EncodeToString(h[:])
	}
	return out
}

type proof struct {
	From   int64    `json:"from"`
	Size   int64    `json:"size"`
	Hashes []string `json:"hashes"`
}

type perSize struct {
	Size int64  `json:"size"`
	Root string `json:"root"`
	// SHA-256 over the inclusion proofs of all leaves, and over the consistency proofs from all smaller sizes.
	Inclusion   string `json:"inclusion"`
	Consistency string `json:"consistency"`
}

func vectors() {
	var hashes stored
	var sizes []perSize
	for n := int64(1); n <= 300; n++ {
		hashes = grow(hashes, n-1)
		if n > 130 && n != 255 && n != 256 && n != 257 && n != 300 {
			continue
		}
		root := must(tlog.TreeHash(n, hashes))
		inclusion, consistency := sha256.New(), sha256.New()
		for i := int64(0); i < n; i++ {
			p := must(tlog.ProveRecord(n, i, hashes))
			for _, h := range p {
				inclusion.Write(h[:])
			}
			q := must(tlog.ProveTree(n, i+1, hashes))
			for _, h := range q {
				consistency.Write(h[:])
			}
		}
		sizes = append(sizes, perSize{n, root.String(), fmt.Sprintf("%x", inclusion.Sum(nil)), fmt.Sprintf("%x", consistency.Sum(nil))})
	}
	large := int64(70000)
	for n := int64(300); n < large; n++ {
		hashes = grow(hashes, n)
	}
	var inclusions, consistencies []proof
	for _, i := range []int64{0, 1, 255, 256, 65535, 65536, 69887, 69888, 69999} {
		inclusions = append(inclusions, proof{i, large, base64s(must(tlog.ProveRecord(large, i, hashes)))})
	}
	for _, m := range []int64{1, 2, 255, 256, 257, 65535, 65536, 65537, 69888, 69999, 70000} {
		consistencies = append(consistencies, proof{m, large, base64s(must(tlog.ProveTree(large, m, hashes)))})
	}
	tiles := map[string]string{}
	for _, t := range tlog.NewTiles(8, 0, large) {
		data := must(tlog.ReadTileData(t, hashes))
		path := strings.Replace(t.Path(), "tile/8/", "tile/", 1)
		if t.N%100 == 0 || t.W < 256 || t.L > 0 {
			tiles[path] = fmt.Sprintf("%x", sha256.Sum256(data))
		}
	}
	paths := map[string]string{}
	for _, n := range []int64{0, 1, 999, 1000, 1234067, 999999999} {
		for _, w := range []int{256, 1, 255} {
			paths[fmt.Sprintf("%d %d", n, w)] = strings.Replace(tlog.Tile{H: 8, L: 3, N: n, W: w}.Path(), "tile/8/", "tile/", 1)
		}
	}
	seed := make([]byte, 32)
	for i := range seed {
		seed[i] = byte(i)
	}
	skey, vkey, err := note.GenerateKey(bytes.NewReader(seed), "example.org/log")
	if err != nil {
		panic(err)
	}
	text := fmt.Sprintf("example.org/log\n%d\n%s\n", large, must(tlog.TreeHash(large, hashes)))
	signed := must(note.Sign(&note.Note{Text: text}, must(note.NewSigner(skey))))
	out := must(json.MarshalIndent(map[string]any{
		"sizes": sizes, "large": map[string]any{"size": large, "root": must(tlog.TreeHash(large, hashes)).String(), "inclusion": inclusions, "consistency": consistencies, "tiles": tiles},
		"paths": paths, "note": map[string]any{"seed": fmt.Sprintf("%x", seed), "vkey": vkey, "note": string(signed)},
		"cosigned": cosigned(seed, text),
	}, "", " "))
	fmt.Println(string(out))
}

type folder string

func (f folder) Height() int                     { return 8 }
func (f folder) SaveTiles([]tlog.Tile, [][]byte) {}
func (f folder) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	out := make([][]byte, len(tiles))
	for i, t := range tiles {
		data, err := os.ReadFile(filepath.Join(string(f), strings.Replace(t.Path(), "tile/8/", "tile/", 1)))
		if err != nil {
			full := t
			full.W = 256
			data, err = os.ReadFile(filepath.Join(string(f), strings.Replace(full.Path(), "tile/8/", "tile/", 1)))
			if err != nil {
				return nil, err
			}
			data = data[:32*t.W]
		}
		out[i] = data
	}
	return out, nil
}

func verify(dir string) {
	vkey := strings.TrimSpace(string(must(os.ReadFile(filepath.Join(dir, "log.vkey")))))
	verifier := must(note.NewVerifier(vkey))
	opened := must(note.Open(must(os.ReadFile(filepath.Join(dir, "checkpoint"))), note.VerifierList(verifier)))
	lines := strings.Split(opened.Text, "\n")
	var size int64
	must(fmt.Sscan(lines[1], &size))
	root := must(tlog.ParseHash(lines[2]))
	if lines[0] != verifier.Name() {
		panic("origin")
	}
	reader := tlog.TileHashReader(tlog.Tree{N: size, Hash: root}, folder(dir))
	index := int64(0)
	for tile := int64(0); tile*256 < size; tile++ {
		width := size - tile*256
		if width > 256 {
			width = 256
		}
		path := strings.Replace(tlog.Tile{H: 8, L: -1, N: tile, W: int(width)}.Path(), "tile/8/data", "tile/entries", 1)
		data := must(os.ReadFile(filepath.Join(dir, path)))
		indexes, found := []int64{}, []tlog.Hash{}
		for len(data) > 0 {
			length := int(binary.BigEndian.Uint16(data))
			indexes = append(indexes, tlog.StoredHashIndex(0, index))
			found = append(found, tlog.RecordHash(data[2:2+length]))
			data = data[2+length:]
			index++
		}
		want := must(reader.ReadHashes(indexes))
		for i := range want {
			if want[i] != found[i] {
				panic(fmt.Sprintf("entry of tile %d differs", tile))
			}
		}
	}
	if index != size {
		panic("number of entries")
	}
	fmt.Printf("%s: %d entries, all under root %s, unknown signatures %d\n", lines[0], size, root, len(opened.UnverifiedSigs))
}

// cosigned signs a checkpoint as a log and cosigns it as a witness.
func cosigned(seed []byte, text string) map[string]any {
	logKey, logVkey, err := note.GenerateKey(bytes.NewReader(seed), "example.org/log")
	if err != nil {
		panic(err)
	}
	other := append([]byte{0xff}, seed[1:]...)
	skey, vkey, err := note.GenerateKey(bytes.NewReader(other), "example.org/witness")
	if err != nil {
		panic(err)
	}
	signed := must(note.Sign(&note.Note{Text: text}, must(note.NewSigner(logKey)), must(cosignature.NewSignerForCosignatureV1(skey))))
	cosigner := must(cosignature.VKeyToCosignatureV1(vkey))
	opened := must(note.Open(signed, note.VerifierList(must(cosignature.NewVerifierForCosignatureV1(cosigner)))))
	return map[string]any{"logVkey": logVkey, "witnessVkey": cosigner, "note": string(signed), "timeSeconds": must(cosignature.CoSigV1Timestamp(opened.Sigs[0])).Unix()}
}

// proofFile checks a .tlog-proof that carries its entry.
func proofFile(file string, vkey string, witnesses []string) {
	var p tlogproof.TLogProof
	if err := p.Unmarshal(must(os.ReadFile(file))); err != nil {
		panic(err)
	}
	verifiers := []note.Verifier{must(note.NewVerifier(vkey))}
	for _, witness := range witnesses {
		verifiers = append(verifiers, must(cosignature.NewVerifierForCosignatureV1(witness)))
	}
	opened := must(note.Open(p.Checkpoint, note.VerifierList(verifiers...)))
	if len(opened.Sigs) != len(verifiers) {
		panic("a signature is missing")
	}
	lines := strings.Split(opened.Text, "\n")
	var size int64
	must(fmt.Sscan(lines[1], &size))
	hashes := make(tlog.RecordProof, len(p.Hashes))
	for i, h := range p.Hashes {
		hashes[i] = tlog.Hash(h)
	}
	if err := tlog.CheckRecord(hashes, size, must(tlog.ParseHash(lines[2])), int64(p.Index), tlog.RecordHash(p.ExtraData)); err != nil {
		panic(err)
	}
	fmt.Printf("entry %d of %d in %s, %d cosignatures: %s\n", p.Index, size, lines[0], len(witnesses), p.ExtraData)
}

func main() {
	if len(os.Args) == 3 && os.Args[1] == "verify" {
		verify(os.Args[2])
		return
	}
	if len(os.Args) >= 4 && os.Args[1] == "proof" {
		proofFile(os.Args[2], os.Args[3], os.Args[4:])
		return
	}
	vectors()
}
