/**
 * The official library, in a module of its own so that it is loaded when it is first needed. A named import: the bundler then
 * knows what a CommonJS package exports, where `await import()` of the package itself has a `default` and nothing else.
 */
export { GoogleAuth, IdentityPoolClient } from 'google-auth-library';
