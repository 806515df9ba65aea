declare module "htmx.org/dist/htmx.esm.js" {
  const htmx: { process(element: Element): void };
  export default htmx;
}
