// Why no page calls some operations: `operations` is matched with the method and the path.

const ADDRESS = 'another address of an operation that the pages call'
const ONE = 'the pages call the one for many, with one'

/** The first that fits is shown. */
export const REASONS = [
  // For programs.
  reason('/executions/webhook/', 'called from outside, by what a webhook waits for'),
  reason('(GET|DELETE|POST) /mcp/{id}$', 'spoken by tools that use flows'),
  reason(' /templates', 'templates are kept for flows of older versions'),
  reason('/(basicAuthValidationErrors|configs/login)$', '`/setup` and `/configs` say the same'),
  reason('POST /basicAuth$', 'the first user is made by `/setup`, others by a command'),
  reason('/plugins/(pluginUiManifest|{cls}/pluginUi/)', 'for the pages of Kestra'),
  reason('/plugins/icons', 'asked for by group; types have icons of the pages'),
  reason('POST /executions/{executionId}/kill$', 'starts an execution of a flow with that id'),
  reason('/executions/(namespaces|flows/)', 'for users who may run flows and not see them'),
  reason('/flows/{namespace}/{id}/{taskId}$', 'editors change the text as a whole'),
  // Other ways to the same.
  reason('/flows/source/replace/line', 'the pages replace in whole flows'),
  reason('/executions/{executionId}/actions/', ADDRESS),
  reason('/mcp-servers', 'another address of `/mcp/servers`'),
  reason('/executions/(trigger/|by-|kill/by-)|GET /executions$', ADDRESS),
  reason('/executions/{executionId}/labels|/outputs/tasks/[^/]*/', ADDRESS),
  reason('DELETE /logs/{namespace}/{flowId}$|GET /plugins$', ADDRESS),
  reason('GET /blueprints/community(/tags)?$', 'the pages ask for one kind'),
  reason('/blueprints/community/{kind}/{id}/(flow|source)', 'comes with the blueprint'),
  reason('/blueprints/flows?(/|$)', 'another address of `/blueprints/custom`'),
  reason('/blueprints/custom/{id}/source', 'comes with the blueprint'),
  reason('/dashboards/(charts|{id}/charts/{chartId})/export$', 'CSV in the form of older versions'),
  reason('/dashboards/validate/chart', 'a dashboard is checked as a whole'),
  reason('/flows/validate/', 'a flow is checked as a whole'),
  reason('DELETE /(flows/{namespace}/{id}|triggers/[^ ]*|namespaces/{namespace}/kv/{key})$', ONE),
  reason('POST /flows/(bulk|{namespace})$', 'the pages save one flow, or import an archive'),
  reason('GET /flows/(deprecated|{namespace})$', 'the search by filters finds the same'),
  reason('PUT /triggers$', 'the pages call one operation for each change'),
  reason('/stats/', 'charts count what they show'),
  reason(
    '/distinct-field-values',
    'filters propose flows, namespaces and states by their own lists',
  ),
  reason('/outputs/|/executions/{executionId}/file/metas', 'come with the execution'),
  reason('GET /dependencies', 'the pages draw the links of a flow, and of a namespace'),
  reason('/executions/{executionId}/graph', "the flow's graph, coloured by the states that follow"),
  reason('/logs/{executionId}/follow', 'lines are asked for by window, as states follow'),
  reason('/namespaces/{id}/plugindefaults/', 'the pages show and change the same as YAML'),
  reason('/secrets/{key}/usages$', 'the pages ask for `/references`, which has every kind'),
  reason('GET /namespaces/{namespace}/reusable-inputs/{id}$', 'comes with its revisions'),
  reason(
    'GET (/namespaces/{namespace})?/credentials/{(id|name)}$',
    'the list has all that is said of each',
  ),
  reason('/tenants/{id}/apps-catalog', 'there are no apps that such a catalogue could show'),
  reason('GET /tenants/{id}/settings', '`/configs` says which dashboards are chosen'),
  reason('/namespaces/autocomplete', 'the search by text proposes the same'),
  reason('/namespaces/{namespace}/files/stats', 'the folder that lists the file has them'),
  reason('/pebble/', 'the document of expressions has them with their texts'),
  reason('/expressions/render', 'evaluated against an execution instead'),
  reason('/plugins/(inputs|triggers|properties)', 'the schemas of types have them'),
  reason('/plugins/{cls}/versions(/|$)', 'one version of a type is installed, and shown'),
  reason('/taskruns/maxTaskRunSetting', 'lists are bounded whatever it says'),
  // Without effect here.
  reason('/ai/', 'answered so that clients may ask: no provider of language models can be set'),
  reason('/notifications/', 'answered so that clients may ask: there are none'),
  reason('PUT /concurrency-limit', 'without effect: slots are counted from executions'),
  reason('/plugins/(install|auto-install)', 'refused: packages are installed beside the server'),
  reason('/dashboards/settings', 'answered so that clients may ask: the built-in ones are shown'),
  reason('/users/{id}/(instance-owner|restricted|auths)', 'for programs'),
  reason('/acls/templates', 'roles and permissions say the same'),
  reason('/(groups|roles)/(autocomplete|ids)', 'the search by text proposes the same'),
  reason('/(users|tenant-access|service-accounts)(/|$)', 'for programs'),
  reason('/(bindings|invitations)/(bulk|email|{id})', ONE),
  reason('GET /groups/{id}$', 'the list has all that is said of each'),
  reason('/groups/{id}/members/membership/', 'for programs'),
  reason('POST /auditlogs/find', 'the search by filters finds the same'),
  reason(
    'GET /(mcp/servers|tenants|instance/(worker-groups|workers/credentials))/{id}$',
    'the list has all that is said of each',
  ),
  reason('/integrations/', 'for providers of identities, by SCIM'),
  reason('GET /security-integrations(/{id})?$', 'the search finds the same'),
  reason(
    '/policies/(export|import|delete/)',
    'policies kept beside the flows are sent by programs',
  ),
  reason('/instance/services/(active|{id})$', 'the list of services has the same'),
  reason('/instance/metrics/', 'read by what collects measures; a page shows queues and tables'),
  reason('/worker-selectors/', 'for programs'),
  reason('/instance/mcp', 'the page of the tenant shows the same'),
  reason('/worker-groups/{id}/subscriptions', 'a group is saved with the queues that it serves'),
  reason('DELETE /instance/worker-groups/{id}/tokens/', 'without the last one anybody could join'),
  reason('/worker-queues/{id}(/subscribers)?$', 'the lists of queues and groups have the same'),
]

function reason(operations, why) {
  return { operations: new RegExp(operations.replace(/[{}]/g, '\\$&')), why }
}
