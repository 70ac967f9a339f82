// Why no page calls some operations: `operations` is matched with the method and the path.

const SAME = 'another way to the same: the pages call'
const MANY = 'the pages delete one by the operation that deletes many'
const LISTED = 'the list has all that is said of each'

/** The first that fits is shown. */
export const REASONS = [
  // For programs.
  reason('/executions/webhook/', 'called by the system outside that a webhook waits for'),
  reason(
    '(GET|DELETE|POST) /mcp/{id}$',
    'the protocol by which assistants and other programs use flows as tools',
  ),
  reason(
    ' /templates',
    'older flows may use templates; new ones use subflows and blueprints, which have pages',
  ),
  reason('/configs/login$', `${SAME} \`GET /setup\``),
  reason('/basicAuthValidationErrors$', 'the page of the first start says it of what is typed'),
  reason('POST /basicAuth$', `${SAME} \`POST /setup\`, which makes the first user`),
  reason(
    '/plugins/(pluginUiManifest|{cls}/pluginUi/)',
    'answered for the pages of Kestra: packages bring no parts of these pages',
  ),
  reason('/plugins/icons', 'the pages show each type with the picture of its package'),
  reason('POST /executions/{executionId}/kill$', `${SAME} \`DELETE\``),
  reason(
    '/executions/(namespaces|flows/)',
    'for programs of users who may start flows and not read them; the pages list `/flows`',
  ),
  reason('/flows/{namespace}/{id}/{taskId}$', 'the editor saves the text of the whole flow'),
  // Other ways to the same.
  reason(
    '/flows/source/replace/line',
    'the pages replace all that was found in a flow, by `/flows/source/replace/apply`',
  ),
  reason(
    '/executions/{executionId}/actions/',
    'does the same as the address without `actions/`, which the pages call',
  ),
  reason('/instance/mcp', 'the same servers, of all tenants: the page shows those of its tenant'),
  reason('/mcp-servers', 'does the same as `/mcp/servers`, which the pages call'),
  reason('/executions/trigger/', `${SAME} \`POST /executions/{namespace}/{id}\``),
  reason('POST /executions/(kill/)?by-', `${SAME} \`DELETE\``),
  reason('GET /executions$', `${SAME} \`GET /executions/search\``),
  reason(
    '/executions/{executionId}/labels',
    'does the same as `/actions/labels`, which the pages call',
  ),
  reason('/outputs/tasks/[^/]*/', `${SAME} \`GET /outputs/{executionId}/{taskRunId}\``),
  reason(
    'DELETE /logs/{namespace}/{flowId}$',
    'for programs that clean up: the pages delete the log of one execution',
  ),
  reason('GET /plugins$', `${SAME} \`GET /plugins/groups/subgroups\``),
  reason(
    'GET /blueprints/community(/tags)?$',
    'the pages list one kind, by `/blueprints/community/{kind}`',
  ),
  reason(
    '/blueprints/community/{kind}/{id}/(flow|source)',
    '`GET /blueprints/community/{kind}/{id}` brings the text along',
  ),
  reason('/blueprints/flows?(/|$)', 'does the same as `/blueprints/custom`, which the pages call'),
  reason('/blueprints/custom/{id}/source', '`GET /blueprints/custom/{id}` brings the text along'),
  reason('/dashboards/(charts|{id}/charts/{chartId})/export$', `${SAME} \`/export/to-csv\``),
  reason('/dashboards/validate/chart', 'the editor has the whole dashboard checked'),
  reason('/flows/validate/', 'the editor has the whole flow checked, by `/flows/validate`'),
  reason('DELETE /(flows/{namespace}/{id}|triggers/[^ ]*|namespaces/{namespace}/kv/{key})$', MANY),
  reason(
    'POST /flows/(bulk|{namespace})$',
    'for programs that deploy many flows: the pages save one, or import an archive',
  ),
  reason(
    'GET /flows/deprecated$',
    'the editor marks types and properties that are deprecated, in each flow',
  ),
  reason('GET /flows/{namespace}$', '`GET /flows/search` finds them, in pages'),
  reason(
    'PUT /triggers$',
    'the pages call an operation for each change, such as `/triggers/set-disabled`',
  ),
  reason('/stats/', 'the pages draw charts of dashboards, by `/dashboards/charts/previews`'),
  reason(
    '/distinct-field-values',
    'filters propose names from the lists of flows and namespaces, and states that are known',
  ),
  reason('/executions/{executionId}/file/metas', 'the preview of a file has its size'),
  reason('/outputs/', 'the pages ask for the outputs of one task run, when they are opened'),
  reason('GET /dependencies', 'the pages draw the links around a flow, and those of a namespace'),
  reason(
    '/executions/{executionId}/graph',
    'the page draws the graph of the flow, and colours it by the states of task runs',
  ),
  reason(
    '/logs/{executionId}/follow',
    'the page asks `GET /logs/{executionId}` for the lines in view, and for new ones as it runs',
  ),
  reason('/namespaces/{id}/plugindefaults/', 'the pages show and change the same as YAML'),
  reason(
    '/secrets/{key}/usages$',
    'the pages ask `/references`, which knows the users of secrets, keys and files alike',
  ),
  reason('GET /namespaces/{namespace}/reusable-inputs/{id}$', 'the list of its revisions has it'),
  reason('GET (/namespaces/{namespace})?/credentials/{(id|name)}$', LISTED),
  reason('/tenants/{id}/apps-catalog', 'there are no apps that such a catalogue could show'),
  reason('GET /tenants/{id}/settings', '`GET /configs` says which are chosen'),
  reason(
    '/namespaces/autocomplete',
    'the search of the list, which takes a text, proposes the same',
  ),
  reason(
    '/namespaces/{namespace}/files/stats',
    'the list of the folder has size and date of each file',
  ),
  reason(
    '/pebble/',
    'the editor asks `POST /flows/expressions`, which tells them with their documentation',
  ),
  reason(
    '/expressions/render',
    'the pages evaluate expressions against an execution, by `/executions/{executionId}/eval`',
  ),
  reason(
    '/plugins/(inputs|triggers|properties)',
    'the editor reads the same from `/plugins/schemas/{type}`',
  ),
  reason(
    '/plugins/{cls}/versions(/|$)',
    'a server has one version of a type, which `GET /plugins/{cls}` describes',
  ),
  reason('/taskruns/maxTaskRunSetting', 'a limit that only older versions have'),
  // Without effect here.
  reason(
    '/ai/',
    'refused: this server works with no language model; answered for clients that ask',
  ),
  reason(
    '/notifications/',
    'always empty: this server has no notifications; answered for clients that ask',
  ),
  reason(
    'PUT /concurrency-limit',
    'without effect: the server counts the executions that run, so there is no count to mend',
  ),
  reason(
    '/plugins/(install|auto-install)',
    'refused: packages are installed where the server runs, with its command',
  ),
  reason('/dashboards/settings', 'always empty: a tenant chooses its own, on the page of tenants'),
  reason('/users/{id}/(restricted|auths)', 'for programs that keep accounts: no page has it'),
  reason('/users/{id}/groups', 'the page of a group adds and removes its members'),
  reason('PUT /users/{id}$', 'the pages change names, password and owner by `PATCH`, one by one'),
  reason(
    'PUT /main/service-accounts/{id}$',
    'the pages make and delete accounts and their tokens, and change none',
  ),
  reason('/main/service-accounts/{id}$', LISTED),
  reason(' /service-accounts', 'accounts of the whole server: the pages keep those of the tenant'),
  reason(
    '/tenant-access',
    'the page lists who may enter, and lets people in by invitations and roles',
  ),
  reason('/bindings/bulk', 'the pages give one role at a time'),
  reason('/acls/templates', '`GET /roles/search` brings the roles that come with the server'),
  reason(
    '/(groups|roles)/(autocomplete|ids)',
    'the search of the list, which takes a text, proposes the same',
  ),
  reason('/invitations/email', 'the list of invitations has the address of each'),
  reason('GET /(bindings|invitations|groups)/{id}$', LISTED),
  reason(
    '/groups/{id}/members/membership/',
    'for programs that let members keep their group: the pages add and remove members',
  ),
  reason('POST /auditlogs/find', 'the search of the audit log by filters finds the same'),
  reason('GET /(mcp/servers|tenants|instance/(worker-groups|workers/credentials))/{id}$', LISTED),
  reason(
    '/integrations/',
    'called by the provider of identities, by SCIM: the page of access sets it up',
  ),
  reason('GET /security-integrations$', `${SAME} \`GET /security-integrations/search\``),
  reason('GET /security-integrations/{id}$', LISTED),
  reason(
    '/policies/(export|import|delete/)',
    'for programs that keep policies in files: the pages write and delete one at a time',
  ),
  reason('/instance/services/(active|{id})$', '`GET /instance/services/search` has the same'),
  reason(
    '/instance/metrics/',
    'for programs that collect measures; the page of the system shows queues and tables',
  ),
  reason('/worker-selectors/', 'tags of workers are in the list of services'),
  reason(
    '/worker-groups/{id}/subscriptions',
    'the pages save a group together with the queues that it serves',
  ),
  reason(
    'DELETE /instance/worker-groups/{id}/tokens/',
    'the pages revoke a token, and keep it in the list: a group without any lets every worker in',
  ),
  reason(
    '/worker-queues/{id}(/subscribers)?$',
    'the lists of queues and of groups, which the pages have, say the same',
  ),
]

function reason(operations, why) {
  return { operations: new RegExp(operations.replace(/[{}]/g, '\\$&')), why }
}
