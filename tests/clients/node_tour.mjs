/*
 * The official Node SDK, unmodified, against an emulator: `node_tour.mjs URL TOKEN`, run in a
 * folder that has @okta/okta-sdk-nodejs installed. Prints a line for each step, and ends with an
 * error at the first answer that the SDK or we did not expect.
 */
import { generateKeyPairSync } from "node:crypto";
import { createRequire } from "node:module";

const require = createRequire(`${process.cwd()}/`);
const okta = require("@okta/okta-sdk-nodejs");
const sdk = require("@okta/okta-sdk-nodejs/package.json").version;

const TYPES = {
  "com.okta.import.transform": "1.0.2",
  "com.okta.oauth2.tokens.transform": "1.0.1",
  "com.okta.saml.tokens.transform": "1.0.2",
  "com.okta.telephony.provider": "1.0.0",
  "com.okta.user.credential.password.import": "1.0.0",
  "com.okta.user.pre-registration": "1.0.2",
};
const SCOPES = ["okta.inlineHooks.read", "okta.inlineHooks.manage"];
const TESTING = { disableHttpsCheck: true };
let steps = 0;

/** The step is counted, or everything ends. */
function expect(step, condition, found) {
  if (!condition) {
    console.error(`FAILED ${step}:`, found);
    process.exit(1);
  }
  steps += 1;
  console.log(`ok ${step}`);
}

/** The promise fails with an error of the SDK's that has this status and code. */
async function refused(step, promise, status, code) {
  const error = await promise.then(
    (found) => ({ message: "no error", found }),
    (reason) => reason,
  );
  const isIt = error.constructor.name === "OktaApiError" && error.status === status;
  expect(`${step}: ${status} ${code}`, isIt && error.errorCode === code, error);
}

async function all(collection) {
  const found = [];
  await (await collection).each((item) => found.push(item));
  return found;
}

function newHook(type, name, uri = "https://hooks.example/a") {
  const config = {
    uri,
    method: "POST",
    headers: [{ key: "X-Tour", value: "node" }],
    authScheme: { type: "HEADER", key: "Authorization", value: "s3cret" },
  };
  const channel = { type: "HTTP", version: "1.0.0", config };
  return { name, type, version: TYPES[type], channel };
}

async function oneHook(api, type) {
  const created = await api.createInlineHook({ inlineHook: newHook(type, "tour") });
  expect(`create ${type}`, created.status === "ACTIVE" && created.type === type, created);
  const inlineHookId = created.id;
  const config = created.channel.config;
  const sent = [config.uri, config.method, config.headers[0].value].join();
  expect(`channel ${type}`, sent === "https://hooks.example/a,POST,node", created);
  const listed = await all(api.listInlineHooks({ type }));
  expect(`list ${type}`, listed.length === 1 && listed[0].id === inlineHookId, listed);
  const inlineHook = newHook(type, "tour 2", "https://hooks.example/b");
  const replaced = await api.replaceInlineHook({ inlineHookId, inlineHook });
  expect(`replace ${type}`, replaced.name === "tour 2", replaced);
  const got = await api.getInlineHook({ inlineHookId });
  expect(`get ${type}`, got.channel.config.uri === "https://hooks.example/b", got);
  await refused(`delete active ${type}`, api.deleteInlineHook({ inlineHookId }), 400, "E0000001");
  const off = await api.deactivateInlineHook({ inlineHookId });
  expect(`deactivate ${type}`, off.status === "INACTIVE", off);
  const on = await api.activateInlineHook({ inlineHookId });
  expect(`activate ${type}`, on.status === "ACTIVE", on);
  await gone(api, inlineHookId);
  const after = api.getInlineHook({ inlineHookId });
  await refused(`delete ${type}, then get`, after, 404, "E0000007");
}

async function gone(api, inlineHookId) {
  await api.deactivateInlineHook({ inlineHookId });
  await api.deleteInlineHook({ inlineHookId });
}

async function hooks(client) {
  const api = client.inlineHookApi;
  for (const type of Object.keys(TYPES)) {
    await oneHook(api, type);
  }
  const listed = await all(api.listInlineHooks());
  expect("list inline hooks: empty again", listed.length === 0, listed);
  const inlineHookId = "cal0000000000000000";
  await refused("get unknown", api.getInlineHook({ inlineHookId }), 404, "E0000007");
  await refused("activate unknown", api.activateInlineHook({ inlineHookId }), 404, "E0000007");
  await refused("delete unknown", api.deleteInlineHook({ inlineHookId }), 404, "E0000007");
  const nameless = api.createInlineHook({ inlineHook: newHook("com.okta.import.transform", "") });
  await refused("create without a name", nameless, 400, "E0000001");
  const plain = newHook("com.okta.import.transform", "plain", "http://hooks.example/");
  await refused("create with http://", api.createInlineHook({ inlineHook: plain }), 400, "E0000001");
}

async function keys(client) {
  const api = client.hookKeyApi;
  const created = await api.createHookKey({ keyRequest: { name: "tour" } });
  expect("create hook key", created.name === "tour" && created.keyId, created);
  const hookKeyId = created.id;
  const listed = await all(api.listHookKeys());
  expect("list hook keys", listed.length === 1 && listed[0].id === hookKeyId, listed);
  const got = await api.getHookKey({ hookKeyId });
  expect("get hook key", got.name === "tour", got);
  const shown = await api.getPublicKey({ keyId: created.keyId });
  expect("get public key", shown.alg === "RSA", shown);
  const replaced = await api.replaceHookKey({ hookKeyId, keyRequest: { name: "tour 2" } });
  expect("replace hook key", replaced.name === "tour 2", replaced);
  await api.deleteHookKey({ hookKeyId });
  await refused("delete hook key, then get", api.getHookKey({ hookKeyId }), 404, "E0000007");
}

function tokenRule(inlineHook) {
  const token = {
    accessTokenLifetimeMinutes: 60,
    refreshTokenLifetimeMinutes: 0,
    refreshTokenWindowMinutes: 10080,
    ...(inlineHook ? { inlineHook } : {}),
  };
  return {
    name: "tour",
    type: "RESOURCE_ACCESS",
    priority: 1,
    conditions: {
      people: { groups: { include: ["EVERYONE"] } },
      grantTypes: { include: ["authorization_code"] },
      scopes: { include: ["*"] },
    },
    actions: { token },
  };
}

/** A rule of an authorization server calls a hook, and is seen to. */
async function rule(client) {
  const hook = await active(client, "com.okta.oauth2.tokens.transform");
  const api = client.authorizationServerApi;
  const servers = await all(api.listAuthorizationServers());
  const authServerId = servers.find((server) => server.name === "default").id;
  const [policy] = await all(api.listAuthorizationServerPolicies({ authServerId }));
  const where = { authServerId, policyId: policy.id };
  const bound = tokenRule({ id: hook });
  const created = await api.createAuthorizationServerPolicyRule({ ...where, policyRule: bound });
  expect("create rule with a hook", created.actions.token.inlineHook.id === hook, created);
  const one = { ...where, ruleId: created.id };
  const listed = await all(api.listAuthorizationServerPolicyRules(where));
  expect("list rules", listed.some((found) => found.id === created.id), listed);
  const unbound = { ...one, policyRule: tokenRule() };
  const replaced = await api.replaceAuthorizationServerPolicyRule(unbound);
  expect("replace rule: no hook", !replaced.actions.token.inlineHook, replaced);
  await api.deleteAuthorizationServerPolicyRule(one);
  const after = api.getAuthorizationServerPolicyRule(one);
  await refused("delete rule, then get", after, 404, "E0000007");
  await gone(client.inlineHookApi, hook);
}

function saml(...ids) {
  const signOn = {
    ssoAcsUrl: "https://app.example/acs",
    recipient: "https://app.example/acs",
    destination: "https://app.example/acs",
    audience: "https://app.example",
    idpIssuer: "http://www.okta.com/${org.externalKey}",
    subjectNameIdTemplate: "${user.userName}",
    subjectNameIdFormat: "urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified",
    responseSigned: true,
    assertionSigned: true,
    signatureAlgorithm: "RSA_SHA256",
    digestAlgorithm: "SHA256",
    honorForceAuthn: true,
    authnContextClassRef: "urn:oasis:names:tc:SAML:2.0:ac:classes:X509",
    inlineHooks: ids.map((id) => ({ id })),
  };
  return { label: "tour", signOnMode: "SAML_2_0", settings: { signOn } };
}

/** A SAML app calls a hook, and is seen to. */
async function app(client) {
  const hook = await active(client, "com.okta.saml.tokens.transform");
  const api = client.applicationApi;
  const hooksOf = (found) => found.settings.signOn.inlineHooks.map(({ id }) => id).join();
  const created = await api.createApplication({ application: saml(hook) });
  expect("create SAML app with a hook", hooksOf(created) === hook, created);
  const appId = created.id;
  const got = await api.getApplication({ appId });
  expect("get SAML app", hooksOf(got) === hook, got);
  const listed = await all(api.listApplications({ q: "tour" }));
  expect("list apps", listed.some((found) => found.id === appId), listed);
  const replaced = await api.replaceApplication({ appId, application: saml() });
  expect("replace SAML app: no hook", hooksOf(replaced) === "", replaced);
  await api.deactivateApplication({ appId });
  await api.deleteApplication({ appId });
  await refused("delete SAML app, then get", api.getApplication({ appId }), 404, "E0000007");
  await gone(client.inlineHookApi, hook);
}

async function active(client, type) {
  const created = await client.inlineHookApi.createInlineHook({ inlineHook: newHook(type, "bound") });
  return created.id;
}

/** A service app shows a signed assertion for a token, and a proof of its key with each request. */
async function oauth(url, dpop) {
  const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const jwks = { keys: [{ ...publicKey.export({ format: "jwk" }), kid: "tour" }] };
  const given = { jwks, scopes: SCOPES, role: "SUPER_ADMIN", dpop };
  const answer = await fetch(`${url}/_emulator/clients`, {
    method: "POST",
    body: JSON.stringify(given),
  });
  expect(`add a service app, dpop ${dpop}`, answer.status === 201, answer);
  const { clientId } = await answer.json();
  const client = new okta.Client({
    orgUrl: url,
    authorizationMode: "PrivateKey",
    clientId,
    keyId: "tour",
    scopes: SCOPES,
    privateKey: { ...privateKey.export({ format: "jwk" }), kid: "tour" },
    testing: TESTING,
  });
  await hooks(client);
  const forbidden = await client.authorizationServerApi
    .listAuthorizationServers()
    .then(all, (reason) => reason)
    .catch((reason) => reason);
  expect("a scope that was not granted: 403", forbidden.status === 403, forbidden);
}

/** What clients ask for beside what calls a hook. */
async function others(client) {
  const server = client.authorizationServerApi;
  const where = { authServerId: "default" };
  const scopes = await all(server.listOAuth2Scopes(where));
  expect("list scopes", scopes.some(({ name }) => name === "openid"), scopes);
  const oAuth2Scope = { name: "tour:node", consent: "REQUIRED" };
  const scope = await server.createOAuth2Scope({ ...where, oAuth2Scope });
  expect("create scope", scope.consent === "REQUIRED" && scope.system === false, scope);
  await server.deleteOAuth2Scope({ ...where, scopeId: scope.id });
  const claims = await all(server.listOAuth2Claims(where));
  expect("list claims", claims.some(({ name }) => name === "sub"), claims);
  const [policy] = await all(client.policyApi.listPolicies({ type: "PROFILE_ENROLLMENT" }));
  const apps = await all(client.policyApi.listPolicyApps({ policyId: policy.id }));
  expect("list apps of a policy", apps.length === 0, apps);
  const email = "ada@example.com";
  const profile = { login: email, email, firstName: "Ada", lastName: "Lovelace" };
  const credentials = { password: { hook: { type: "default" } } };
  const user = await client.userApi.createUser({ body: { profile, credentials } });
  const got = await client.userApi.getUser({ userId: user.id });
  expect("create user, then get", got.profile.login === email, got);
  // The first deletion of an active user deactivates it.
  await client.userApi.deleteUser({ userId: user.id });
  await client.userApi.deleteUser({ userId: user.id });
}

const [url, token] = process.argv.slice(2);
const client = new okta.Client({ orgUrl: url, token, testing: TESTING });
await hooks(client);
await keys(client);
await rule(client);
await app(client);
await others(client);
await oauth(url, true);
await oauth(url, false);
const stranger = new okta.Client({ orgUrl: url, token: "another", testing: TESTING });
const turnedAway = all(stranger.inlineHookApi.listInlineHooks());
await refused("a wrong token", turnedAway, 401, "E0000011");
console.log(`node @okta/okta-sdk-nodejs ${sdk}: ${steps} steps passed`);
