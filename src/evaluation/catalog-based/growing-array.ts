type Storage = Uint16Array | Int32Array | Uint32Array;

/** A typed array that is appended to; its capacity doubles. */
export interface GrowingArray<A extends Storage> {
  readonly length: number;
  push(value: number): void;
  /** The values so far, without copying. */
  values(): A;
}

export function growingArray<A extends Storage>(create: (length: number) => A): GrowingArray<A> {
  let storage = create(1024);
  let length = 0;
  return {
    get length() {
      return length;
    },
    push(value) {
      if (length === storage.length) {
        const larger = create(2 * length);
        larger.set(storage);
        storage = larger;
      }
      storage[length++] = value;
    },
    values: () => storage.subarray(0, length) as A,
  };
}
