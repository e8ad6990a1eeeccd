/** Of the package only what is used: its JSON would otherwise be read as a type of 53,000 keys. */
declare module 'oui-data' {
  /** By the first 6, 7 or 9 hexadecimal digits of a MAC, upper case: name and postal address, a line each. */
  const registry: Readonly<Record<string, string>>;
  // biome-ignore lint/style/noDefaultExport: that is how the package gives it
  export default registry;
}
