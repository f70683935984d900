/** Running products in place, times one window's factors; their mean. For sequences short enough to need no logarithms. */
export function multiplyInto(products: Float64Array, factors: ArrayLike<number>): number {
  let sum = 0;
  for (let k = 0; k < products.length; k++) sum += products[k] *= factors[k];
  return sum / products.length;
}
