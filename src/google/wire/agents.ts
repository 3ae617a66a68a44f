/** The dispatchers of undici, in a module of their own so that they are loaded with the first request. */
export { Agent, EnvHttpProxyAgent } from 'undici';
