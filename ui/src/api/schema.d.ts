// Made of the API document by `npm run api`; not edited by hand.

export interface paths {
    "/api/v1/acls/permissions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What can be allowed. */
        get: operations["getAclsPermissions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/acls/templates": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What the roles that come with the server allow. */
        get: operations["getAclsTemplates"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/ai/generate/dashboard": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Needs an AI provider. */
        post: operations["postAiGenerateDashboard"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/ai/generate/flow": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Needs an AI provider. */
        post: operations["postAiGenerateFlow"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/ai/providers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** AI providers. */
        get: operations["getAiProviders"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/ai/threads": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Needs an AI provider. */
        get: operations["getAiThreads"];
        put?: never;
        /** Needs an AI provider. */
        post: operations["postAiThreads"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/ai/threads/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Needs an AI provider. */
        get: operations["getAiThreadsId"];
        /** Needs an AI provider. */
        put: operations["putAiThreadsId"];
        post?: never;
        /** Needs an AI provider. */
        delete: operations["deleteAiThreadsId"];
        options?: never;
        head?: never;
        /** Needs an AI provider. */
        patch: operations["patchAiThreadsId"];
        trace?: never;
    };
    "/api/v1/ai/threads/{id}/chat": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Needs an AI provider. */
        post: operations["postAiThreadsIdChat"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/ai/threads/{id}/confirm": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Needs an AI provider. */
        post: operations["postAiThreadsIdConfirm"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/attention": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What needs somebody now: flows that fail again and again, executions that run longer than usual, triggers that can't be evaluated, workers that are gone; and what fails most, runs longest and comes next. */
        get: operations["getAttention"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auditlogs/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Matching entries as CSV, or as lines of JSON. */
        get: operations["getAuditlogsExport"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auditlogs/find": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** The newest entry about something. */
        post: operations["postAuditlogsFind"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auditlogs/history/{detailId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What happened to something. */
        get: operations["getAuditlogsHistoryDetailId"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auditlogs/search": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Search the audit log. */
        get: operations["getAuditlogsSearch"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auditlogs/verify": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whether the log is as it was written. */
        get: operations["getAuditlogsVerify"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auditlogs/{id}/diff": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What an entry changed. */
        get: operations["getAuditlogsIdDiff"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auths": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How people may sign in. */
        get: operations["getAuths"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/banners": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Create a banner. */
        post: operations["postBanners"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/banners/search": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** All banners. */
        get: operations["getBannersSearch"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/banners/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Change a banner. */
        put: operations["putBannersId"];
        post?: never;
        /** Delete a banner. */
        delete: operations["deleteBannersId"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/basicAuth": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Set the credentials. */
        post: operations["postBasicAuth"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/basicAuthValidationErrors": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What is wrong with configured credentials. */
        get: operations["getBasicAuthValidationErrors"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/bindings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Give a role. */
        post: operations["postBindings"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/bindings/bulk": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Give several roles. */
        post: operations["postBindingsBulk"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/bindings/search": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Search bindings. */
        get: operations["getBindingsSearch"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/bindings/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A binding. */
        get: operations["getBindingsId"];
        put?: never;
        post?: never;
        /** Take a role away. */
        delete: operations["deleteBindingsId"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/blueprints/community": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Search blueprints. */
        get: operations["getBlueprintsCommunity"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/blueprints/community/tags": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Tags of blueprints. */
        get: operations["getBlueprintsCommunityTags"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/blueprints/community/{kind}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Search blueprints of a kind. */
        get: operations["getBlueprintsCommunityKind"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/blueprints/community/{kind}/tags": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Tags of blueprints. */
        get: operations["getBlueprintsCommunityKindTags"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/blueprints/community/{kind}/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A blueprint. */
        get: operations["getBlueprintsCommunityKindId"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/blueprints/community/{kind}/{id}/flow": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The document of a blueprint. */
        get: operations["getBlueprintsCommunityKindIdFlow"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/blueprints/community/{kind}/{id}/graph": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The graph of a blueprint. */
        get: operations["getBlueprintsCommunityKindIdGraph"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/blueprints/community/{kind}/{id}/source": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The document of a blueprint. */
        get: operations["getBlueprintsCommunityKindIdSource"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/blueprints/custom": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Search own blueprints. */
        get: operations["getBlueprintsCustom"];
        put?: never;
        /** Write a blueprint. */
        post: operations["postBlueprintsCustom"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/blueprints/custom/tags": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Tags of own blueprints. */
        get: operations["getBlueprintsCustomTags"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/blueprints/custom/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** An own blueprint. */
        get: operations["getBlueprintsCustomId"];
        /** Change a blueprint. */
        put: operations["putBlueprintsCustomId"];
        post?: never;
        /** Delete a blueprint. */
        delete: operations["deleteBlueprintsCustomId"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/blueprints/custom/{id}/graph": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The graph of an own blueprint. */
        get: operations["getBlueprintsCustomIdGraph"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/blueprints/custom/{id}/source": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The document of an own blueprint. */
        get: operations["getBlueprintsCustomIdSource"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/blueprints/custom/{id}/use-template": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** The source that a blueprint makes of arguments. */
        post: operations["postBlueprintsCustomIdUseTemplate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/blueprints/flow/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** An own blueprint, by its older path. */
        get: operations["getBlueprintsFlowId"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/blueprints/flows": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Write a blueprint. */
        post: operations["postBlueprintsFlows"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/blueprints/flows/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** An own blueprint. */
        get: operations["getBlueprintsFlowsId"];
        /** Change a blueprint. */
        put: operations["putBlueprintsFlowsId"];
        post?: never;
        /** Delete a blueprint. */
        delete: operations["deleteBlueprintsFlowsId"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/blueprints/flows/{id}/use-template": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** The source that a blueprint makes of arguments. */
        post: operations["postBlueprintsFlowsIdUseTemplate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/concurrency-limit/search": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Flows with a concurrency limit, and how many executions hold a slot. */
        get: operations["getConcurrencyLimitSearch"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/concurrency-limit/{namespace}/{flowId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Accepted without effect: slots are counted from executions. */
        put: operations["putConcurrencyLimitNamespaceFlowId"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/configs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What the server offers. */
        get: operations["getConfigs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/configs/login": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whether there is a user. */
        get: operations["getConfigsLogin"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/credentials": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Credentials of this level. */
        get: operations["getCredentials"];
        put?: never;
        /** Create a credential. */
        post: operations["postCredentials"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/credentials/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A credential. */
        get: operations["getCredentialsId"];
        /** Change a credential. */
        put: operations["putCredentialsId"];
        post?: never;
        /** Delete a credential. */
        delete: operations["deleteCredentialsId"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/credentials/{id}/test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Ask for a token with a credential. */
        post: operations["postCredentialsIdTest"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/dashboards": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Search dashboards. */
        get: operations["getDashboards"];
        put?: never;
        /** Create a dashboard. */
        post: operations["postDashboards"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/dashboards/built-in/{page}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The dashboard that comes with the server for a page. */
        get: operations["getDashboardsBuiltInPage"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/dashboards/charts/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** The rows of a source as a file. */
        post: operations["postDashboardsChartsExport"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/dashboards/charts/export/to-csv": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** The rows of a source as CSV. */
        post: operations["postDashboardsChartsExportToCsv"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/dashboards/charts/preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** The rows of a source. */
        post: operations["postDashboardsChartsPreview"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/dashboards/charts/previews": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** The rows of several sources, or of all charts of the dashboard of a page. */
        post: operations["postDashboardsChartsPreviews"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/dashboards/settings/default-dashboards": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Dashboards that are shown in place of the built-in ones. */
        get: operations["getDashboardsSettingsDefaultDashboards"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/dashboards/validate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Report on the source of a dashboard. */
        post: operations["postDashboardsValidate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/dashboards/validate/chart": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Report on the source of a chart. */
        post: operations["postDashboardsValidateChart"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/dashboards/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A dashboard. */
        get: operations["getDashboardsId"];
        /** Update a dashboard. */
        put: operations["putDashboardsId"];
        post?: never;
        /** Delete a dashboard. */
        delete: operations["deleteDashboardsId"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/dashboards/{id}/charts/{chartId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** The rows of a chart. */
        post: operations["postDashboardsIdChartsChartId"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/dashboards/{id}/charts/{chartId}/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** The rows of a chart as a file. */
        post: operations["postDashboardsIdChartsChartIdExport"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/dashboards/{id}/charts/{chartId}/export/to-csv": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** The rows of a chart as CSV. */
        post: operations["postDashboardsIdChartsChartIdExportToCsv"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/dependencies": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** All flows and the links between them. */
        get: operations["getDependencies"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/documentation": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Pages of the documentation with their headings, and a search in them. */
        get: operations["getDocumentation"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/documentation/{path}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A page of the documentation. */
        get: operations["getDocumentationPath"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/executions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Executions of a flow, or all of them. */
        get: operations["getExecutions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/executions/by-ids": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Remove executions. */
        post: operations["postExecutionsByIds"];
        /** Remove executions. */
        delete: operations["deleteExecutionsByIds"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/executions/by-query": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Remove matching executions. */
        post: operations["postExecutionsByQuery"];
        /** Remove matching executions. */
        delete: operations["deleteExecutionsByQuery"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/executions/change-status/by-ids": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Change status executions. */
        post: operations["postExecutionsChangeStatusByIds"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/executions/change-status/by-query": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Change status matching executions. */
        post: operations["postExecutionsChangeStatusByQuery"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/executions/compare": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Two executions side by side: values that differ, durations of tasks, and what only one of them logged. */
        get: operations["getExecutionsCompare"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/executions/counts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How many executions are in each state: what tabs by state show, in one call. */
        get: operations["getExecutionsCounts"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/executions/distinct-field-values": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Values that a field of executions has. */
        get: operations["getExecutionsDistinctFieldValues"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/executions/durations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** How long the last good executions of each flow took. */
        post: operations["postExecutionsDurations"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/executions/errors": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Failed executions by task and error, without what differs each time; of the last week unless a date is given. */
        get: operations["getExecutionsErrors"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/executions/export/by-query/csv": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Matching executions as CSV. */
        get: operations["getExecutionsExportByQueryCsv"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/executions/flows/{namespace}/{flowId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A flow, tasks by id and type. */
        get: operations["getExecutionsFlowsNamespaceFlowId"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/executions/force-run/by-ids": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Force run executions. */
        post: operations["postExecutionsForceRunByIds"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/executions/force-run/by-query": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Force run matching executions. */
        post: operations["postExecutionsForceRunByQuery"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/executions/kill/by-ids": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Kill executions. */
        post: operations["postExecutionsKillByIds"];
        /** Kill executions. */
        delete: operations["deleteExecutionsKillByIds"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/executions/kill/by-query": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Kill matching executions. */
        post: operations["postExecutionsKillByQuery"];
        /** Kill matching executions. */
        delete: operations["deleteExecutionsKillByQuery"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/executions/labels/by-ids": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Set labels of executions. */
        post: operations["postExecutionsLabelsByIds"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/executions/labels/by-query": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Set labels of matching executions. */
        post: operations["postExecutionsLabelsByQuery"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/executions/late": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Executions of schedules that began later than their date, the latest first; of the last day unless a date is given. */
        get: operations["getExecutionsLate"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/executions/latest": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** The newest executions of each flow, newest first. */
        post: operations["postExecutionsLatest"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/executions/namespaces": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Namespaces that have flows. */
        get: operations["getExecutionsNamespaces"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/executions/namespaces/{namespace}/flows": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Flows of a namespace, tasks by id and type. */
        get: operations["getExecutionsNamespacesNamespaceFlows"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/executions/namespaces/{namespace}/flows/{flowId}/average-duration": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How long recent executions of a flow took. */
        get: operations["getExecutionsNamespacesNamespaceFlowsFlowIdAverageDuration"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/executions/pause/by-ids": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Pause executions. */
        post: operations["postExecutionsPauseByIds"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/executions/pause/by-query": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Pause matching executions. */
        post: operations["postExecutionsPauseByQuery"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/executions/replay/by-ids": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Replay executions. */
        post: operations["postExecutionsReplayByIds"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/executions/replay/by-query": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Replay matching executions. */
        post: operations["postExecutionsReplayByQuery"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/executions/restart/by-ids": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Restart executions. */
        post: operations["postExecutionsRestartByIds"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/executions/restart/by-query": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Restart matching executions. */
        post: operations["postExecutionsRestartByQuery"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/executions/resume/by-ids": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Resume executions. */
        post: operations["postExecutionsResumeByIds"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/executions/resume/by-query": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Resume matching executions. */
        post: operations["postExecutionsResumeByQuery"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/executions/search": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Search executions. */
        get: operations["getExecutionsSearch"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/executions/trigger/{namespace}/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Start an execution. */
        post: operations["postExecutionsTriggerNamespaceId"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/executions/unqueue/by-ids": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Unqueue executions. */
        post: operations["postExecutionsUnqueueByIds"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/executions/unqueue/by-query": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Unqueue matching executions. */
        post: operations["postExecutionsUnqueueByQuery"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/executions/webhook/{namespace}/{id}/{key}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Start an execution by its webhook. */
        get: operations["getExecutionsWebhookNamespaceIdKey"];
        /** Start an execution by its webhook. */
        put: operations["putExecutionsWebhookNamespaceIdKey"];
        /** Start an execution by its webhook. */
        post: operations["postExecutionsWebhookNamespaceIdKey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/executions/webhook/{namespace}/{id}/{key}/{path}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Start an execution by its webhook. */
        get: operations["getExecutionsWebhookNamespaceIdKeyPath"];
        /** Start an execution by its webhook. */
        put: operations["putExecutionsWebhookNamespaceIdKeyPath"];
        /** Start an execution by its webhook. */
        post: operations["postExecutionsWebhookNamespaceIdKeyPath"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/executions/{executionId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** An execution. */
        get: operations["getExecutionsExecutionId"];
        put?: never;
        post?: never;
        /** Remove an execution for good. */
        delete: operations["deleteExecutionsExecutionId"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/executions/{executionId}/actions/cancel-approval": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Cancel the request for a decision. */
        post: operations["postExecutionsExecutionIdActionsCancelApproval"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/executions/{executionId}/actions/change-status": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Change status. */
        post: operations["postExecutionsExecutionIdActionsChangeStatus"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/executions/{executionId}/actions/eval": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** What an expression is in an execution. */
        post: operations["postExecutionsExecutionIdActionsEval"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/executions/{executionId}/actions/eval/{taskRunId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** What an expression is in an execution. */
        post: operations["postExecutionsExecutionIdActionsEvalTaskRunId"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/executions/{executionId}/actions/force-run": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Force run. */
        post: operations["postExecutionsExecutionIdActionsForceRun"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/executions/{executionId}/actions/kill": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Kill. */
        post: operations["postExecutionsExecutionIdActionsKill"];
        /** Kill. */
        delete: operations["deleteExecutionsExecutionIdActionsKill"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/executions/{executionId}/actions/labels": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Set labels. */
        post: operations["postExecutionsExecutionIdActionsLabels"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/executions/{executionId}/actions/pause": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Pause. */
        post: operations["postExecutionsExecutionIdActionsPause"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/executions/{executionId}/actions/playground": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Run it again in the playground, with the newest revision of the flow: from the start or from a task run, with the outputs recorded before it or with others. */
        post: operations["postExecutionsExecutionIdActionsPlayground"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/executions/{executionId}/actions/replay": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Replay. */
        post: operations["postExecutionsExecutionIdActionsReplay"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/executions/{executionId}/actions/replay-with-inputs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Replay with inputs. */
        post: operations["postExecutionsExecutionIdActionsReplayWithInputs"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/executions/{executionId}/actions/restart": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Restart. */
        post: operations["postExecutionsExecutionIdActionsRestart"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/executions/{executionId}/actions/resume": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Resume. */
        post: operations["postExecutionsExecutionIdActionsResume"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/executions/{executionId}/actions/resume-from-breakpoint": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Resume from breakpoint. */
        post: operations["postExecutionsExecutionIdActionsResumeFromBreakpoint"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/executions/{executionId}/actions/resume/validate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Check the inputs of a pause. */
        post: operations["postExecutionsExecutionIdActionsResumeValidate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/executions/{executionId}/actions/review": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Approve or deny. */
        post: operations["postExecutionsExecutionIdActionsReview"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/executions/{executionId}/actions/review/allowed": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whether the caller may decide. */
        get: operations["getExecutionsExecutionIdActionsReviewAllowed"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/executions/{executionId}/actions/review/validate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Check the inputs of a review. */
        post: operations["postExecutionsExecutionIdActionsReviewValidate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/executions/{executionId}/actions/state": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** State. */
        post: operations["postExecutionsExecutionIdActionsState"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/executions/{executionId}/actions/unqueue": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Unqueue. */
        post: operations["postExecutionsExecutionIdActionsUnqueue"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/executions/{executionId}/change-status": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Change status. */
        post: operations["postExecutionsExecutionIdChangeStatus"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/executions/{executionId}/changes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What changed since the last success of the flow: revision, inputs, outputs. */
        get: operations["getExecutionsExecutionIdChanges"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/executions/{executionId}/eval": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** What an expression is in an execution. */
        post: operations["postExecutionsExecutionIdEval"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/executions/{executionId}/eval/{taskRunId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** What an expression is in an execution. */
        post: operations["postExecutionsExecutionIdEvalTaskRunId"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/executions/{executionId}/file": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A file of an execution. */
        get: operations["getExecutionsExecutionIdFile"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/executions/{executionId}/file/metas": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The size of a file. */
        get: operations["getExecutionsExecutionIdFileMetas"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/executions/{executionId}/file/preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The first rows of a file. */
        get: operations["getExecutionsExecutionIdFilePreview"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/executions/{executionId}/flow": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The flow of an execution, tasks by id and type. */
        get: operations["getExecutionsExecutionIdFlow"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/executions/{executionId}/follow": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** An execution as it changes. */
        get: operations["getExecutionsExecutionIdFollow"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/executions/{executionId}/follow-dependencies": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The executions of one correlation as they change. */
        get: operations["getExecutionsExecutionIdFollowDependencies"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/executions/{executionId}/force-run": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Force run. */
        post: operations["postExecutionsExecutionIdForceRun"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/executions/{executionId}/graph": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The graph of an execution. */
        get: operations["getExecutionsExecutionIdGraph"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/executions/{executionId}/iterations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Iterations of the Loops of an execution with index and value, failed ones first. */
        get: operations["getExecutionsExecutionIdIterations"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/executions/{executionId}/kill": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Kill. */
        post: operations["postExecutionsExecutionIdKill"];
        /** Kill. */
        delete: operations["deleteExecutionsExecutionIdKill"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/executions/{executionId}/labels": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Set labels. */
        post: operations["postExecutionsExecutionIdLabels"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/executions/{executionId}/pause": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Pause. */
        post: operations["postExecutionsExecutionIdPause"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/executions/{executionId}/replay": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Replay. */
        post: operations["postExecutionsExecutionIdReplay"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/executions/{executionId}/replay-with-inputs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Replay with inputs. */
        post: operations["postExecutionsExecutionIdReplayWithInputs"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/executions/{executionId}/restart": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Restart. */
        post: operations["postExecutionsExecutionIdRestart"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/executions/{executionId}/resume": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Resume. */
        post: operations["postExecutionsExecutionIdResume"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/executions/{executionId}/resume-from-breakpoint": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Resume from breakpoint. */
        post: operations["postExecutionsExecutionIdResumeFromBreakpoint"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/executions/{executionId}/resume/validate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Check the inputs of a pause. */
        post: operations["postExecutionsExecutionIdResumeValidate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/executions/{executionId}/state": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** State. */
        post: operations["postExecutionsExecutionIdState"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/executions/{executionId}/unqueue": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Unqueue. */
        post: operations["postExecutionsExecutionIdUnqueue"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/executions/{executionId}/waiting": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Why an execution and its task runs wait: the causes, with numbers and words. */
        get: operations["getExecutionsExecutionIdWaiting"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/executions/{namespace}/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Start an execution. */
        post: operations["postExecutionsNamespaceId"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/executions/{namespace}/{id}/validate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Check inputs without starting anything. */
        post: operations["postExecutionsNamespaceIdValidate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/expressions/render": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Render expressions for display. */
        post: operations["postExpressionsRender"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/flows": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Create a flow. */
        post: operations["postFlows"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/flows/bulk": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Create, update and delete flows. */
        post: operations["postFlowsBulk"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/flows/delete/by-ids": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Delete flows. */
        post: operations["postFlowsDeleteByIds"];
        /** Delete flows. */
        delete: operations["deleteFlowsDeleteByIds"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/flows/delete/by-query": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Delete matching flows. */
        post: operations["postFlowsDeleteByQuery"];
        /** Delete matching flows. */
        delete: operations["deleteFlowsDeleteByQuery"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/flows/deprecated": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Flows that use deprecated task types. */
        get: operations["getFlowsDeprecated"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/flows/disable/by-ids": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Disable flows. */
        post: operations["postFlowsDisableByIds"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/flows/disable/by-query": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Disable matching flows. */
        post: operations["postFlowsDisableByQuery"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/flows/distinct-namespaces": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Namespaces that have flows. */
        get: operations["getFlowsDistinctNamespaces"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/flows/enable/by-ids": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Enable flows. */
        post: operations["postFlowsEnableByIds"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/flows/enable/by-query": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Enable matching flows. */
        post: operations["postFlowsEnableByQuery"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/flows/export/by-ids": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** The sources of flows as a zip. */
        post: operations["postFlowsExportByIds"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/flows/export/by-query": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The sources of matching flows as a zip. */
        get: operations["getFlowsExportByQuery"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/flows/export/by-query/csv": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Matching flows as CSV. */
        get: operations["getFlowsExportByQueryCsv"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/flows/expressions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** What expressions of a flow may refer to. */
        post: operations["postFlowsExpressions"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/flows/graph": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** The graph of a source. */
        post: operations["postFlowsGraph"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/flows/import": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Create or update the flows of a file. */
        post: operations["postFlowsImport"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/flows/policies/preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** What policies make of a source. */
        post: operations["postFlowsPoliciesPreview"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/flows/search": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Search flows. */
        get: operations["getFlowsSearch"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/flows/source": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Search the sources of flows. */
        get: operations["getFlowsSource"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/flows/source/replace/apply": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Replace in the sources of flows. */
        post: operations["postFlowsSourceReplaceApply"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/flows/source/replace/line": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Replace in one line of a flow. */
        post: operations["postFlowsSourceReplaceLine"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/flows/source/replace/preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Lines that would be replaced. */
        post: operations["postFlowsSourceReplacePreview"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/flows/validate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Check sources of flows. */
        post: operations["postFlowsValidate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/flows/validate/task": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Check a task. */
        post: operations["postFlowsValidateTask"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/flows/validate/trigger": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Check a trigger. */
        post: operations["postFlowsValidateTrigger"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/flows/{namespace}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The flows of a namespace. */
        get: operations["getFlowsNamespace"];
        put?: never;
        /** Create, update and delete the flows of a namespace. */
        post: operations["postFlowsNamespace"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/flows/{namespace}/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A flow. */
        get: operations["getFlowsNamespaceId"];
        /** Update a flow. */
        put: operations["putFlowsNamespaceId"];
        post?: never;
        /** Delete a flow. */
        delete: operations["deleteFlowsNamespaceId"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/flows/{namespace}/{id}/dependencies": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Flows linked with a flow. */
        get: operations["getFlowsNamespaceIdDependencies"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/flows/{namespace}/{id}/durations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How long the last good executions of a flow and its tasks took. */
        get: operations["getFlowsNamespaceIdDurations"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/flows/{namespace}/{id}/graph": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The graph of a flow. */
        get: operations["getFlowsNamespaceIdGraph"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/flows/{namespace}/{id}/revisions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** All revisions of a flow. */
        get: operations["getFlowsNamespaceIdRevisions"];
        put?: never;
        post?: never;
        /** Delete stored revisions. */
        delete: operations["deleteFlowsNamespaceIdRevisions"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/flows/{namespace}/{id}/revisions/executions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How many executions each revision of a flow has. */
        get: operations["getFlowsNamespaceIdRevisionsExecutions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/flows/{namespace}/{id}/tasks/{taskId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A task of a flow. */
        get: operations["getFlowsNamespaceIdTasksTaskId"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/flows/{namespace}/{id}/{taskId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Replace a task of a flow. */
        patch: operations["patchFlowsNamespaceIdTaskId"];
        trace?: never;
    };
    "/api/v1/groups": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Create a group. */
        post: operations["postGroups"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/groups/autocomplete": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Groups while somebody types. */
        post: operations["postGroupsAutocomplete"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/groups/ids": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Groups by their ids. */
        post: operations["postGroupsIds"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/groups/search": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Search groups. */
        get: operations["getGroupsSearch"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/groups/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A group. */
        get: operations["getGroupsId"];
        /** Change a group. */
        put: operations["putGroupsId"];
        post?: never;
        /** Delete a group. */
        delete: operations["deleteGroupsId"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/groups/{id}/members": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Members of a group. */
        get: operations["getGroupsIdMembers"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/groups/{id}/members/membership/{userId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Make a member an owner of the group, or none. */
        put: operations["putGroupsIdMembersMembershipUserId"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/groups/{id}/members/{userId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Put a user into a group. */
        put: operations["putGroupsIdMembersUserId"];
        post?: never;
        /** Take a user out of a group. */
        delete: operations["deleteGroupsIdMembersUserId"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/instance/maintenance/enter": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Begin maintenance. */
        post: operations["postInstanceMaintenanceEnter"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/instance/maintenance/exit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** End maintenance. */
        post: operations["postInstanceMaintenanceExit"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/instance/maintenance/status": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whether the server is under maintenance. */
        get: operations["getInstanceMaintenanceStatus"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/instance/mcp-servers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** MCP servers of all tenants. */
        get: operations["getInstanceMcpServers"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/instance/mcp/servers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** MCP servers of all tenants. */
        get: operations["getInstanceMcpServers2"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/instance/metrics/{serviceType}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What this server measures of a type of service. */
        get: operations["getInstanceMetricsServiceType"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/instance/policies": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Create a policy. */
        post: operations["postInstancePolicies"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/instance/policies/delete/by-ids": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Delete policies. */
        delete: operations["deleteInstancePoliciesDeleteByIds"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/instance/policies/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Export policies. */
        post: operations["postInstancePoliciesExport"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/instance/policies/export/by-ids": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Export some policies. */
        post: operations["postInstancePoliciesExportByIds"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/instance/policies/search": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Search policies. */
        get: operations["getInstancePoliciesSearch"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/instance/policies/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A policy. */
        get: operations["getInstancePoliciesId"];
        /** Change a policy. */
        put: operations["putInstancePoliciesId"];
        post?: never;
        /** Delete a policy. */
        delete: operations["deleteInstancePoliciesId"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/instance/policies/{id}/evaluate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What a policy would make of the flows that are stored. */
        get: operations["getInstancePoliciesIdEvaluate"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/instance/services/active": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How many services run. */
        get: operations["getInstanceServicesActive"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/instance/services/search": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Services. */
        get: operations["getInstanceServicesSearch"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/instance/services/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A service. */
        get: operations["getInstanceServicesId"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/instance/services/{id}/drain": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Have a worker take no new job. */
        post: operations["postInstanceServicesIdDrain"];
        /** Have a drained worker take jobs again. */
        delete: operations["deleteInstanceServicesIdDrain"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/instance/worker-groups": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Worker groups. */
        get: operations["getInstanceWorkerGroups"];
        put?: never;
        /** Create a worker group. */
        post: operations["postInstanceWorkerGroups"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/instance/worker-groups/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A worker group. */
        get: operations["getInstanceWorkerGroupsId"];
        /** Change a worker group. */
        put: operations["putInstanceWorkerGroupsId"];
        post?: never;
        /** Delete a worker group. */
        delete: operations["deleteInstanceWorkerGroupsId"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/instance/worker-groups/{id}/capacity": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Places of its workers. */
        get: operations["getInstanceWorkerGroupsIdCapacity"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/instance/worker-groups/{id}/subscriptions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Serve a queue. */
        post: operations["postInstanceWorkerGroupsIdSubscriptions"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/instance/worker-groups/{id}/subscriptions/{workerQueueId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Leave a queue. */
        delete: operations["deleteInstanceWorkerGroupsIdSubscriptionsWorkerQueueId"];
        options?: never;
        head?: never;
        /** Reserve places for a queue. */
        patch: operations["patchInstanceWorkerGroupsIdSubscriptionsWorkerQueueId"];
        trace?: never;
    };
    "/api/v1/instance/worker-groups/{id}/tokens": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Create a token. */
        post: operations["postInstanceWorkerGroupsIdTokens"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/instance/worker-groups/{id}/tokens/{tokenId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Delete a token. */
        delete: operations["deleteInstanceWorkerGroupsIdTokensTokenId"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/instance/worker-groups/{id}/tokens/{tokenId}/revoke": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Revoke a token. */
        post: operations["postInstanceWorkerGroupsIdTokensTokenIdRevoke"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/instance/worker-groups/{id}/workers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Its workers. */
        get: operations["getInstanceWorkerGroupsIdWorkers"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/instance/worker-queues": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Worker queues. */
        get: operations["getInstanceWorkerQueues"];
        put?: never;
        /** Create a worker queue. */
        post: operations["postInstanceWorkerQueues"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/instance/worker-queues/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A worker queue. */
        get: operations["getInstanceWorkerQueuesId"];
        /** Change a worker queue. */
        put: operations["putInstanceWorkerQueuesId"];
        post?: never;
        /** Delete a worker queue. */
        delete: operations["deleteInstanceWorkerQueuesId"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/instance/worker-queues/{id}/subscribers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Groups that serve it. */
        get: operations["getInstanceWorkerQueuesIdSubscribers"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/instance/workers/credentials": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Credentials of workers. */
        get: operations["getInstanceWorkersCredentials"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/instance/workers/credentials/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A credential. */
        get: operations["getInstanceWorkersCredentialsId"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/instance/workers/credentials/{id}/revoke": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Revoke a credential. */
        post: operations["postInstanceWorkersCredentialsIdRevoke"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/integrations/{integration}/scim/v2/Groups": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Groups. */
        get: operations["getIntegrationsIntegrationScimV2Groups"];
        put?: never;
        /** Create a group. */
        post: operations["postIntegrationsIntegrationScimV2Groups"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/integrations/{integration}/scim/v2/Groups/.search": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Groups, sought by a body. */
        post: operations["postIntegrationsIntegrationScimV2GroupsSearch"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/integrations/{integration}/scim/v2/Groups/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read a group. */
        get: operations["getIntegrationsIntegrationScimV2GroupsId"];
        /** Replace a group. */
        put: operations["putIntegrationsIntegrationScimV2GroupsId"];
        post?: never;
        /** Remove a group. */
        delete: operations["deleteIntegrationsIntegrationScimV2GroupsId"];
        options?: never;
        head?: never;
        /** Change a group. */
        patch: operations["patchIntegrationsIntegrationScimV2GroupsId"];
        trace?: never;
    };
    "/api/v1/integrations/{integration}/scim/v2/ResourceTypes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The kinds of resources. */
        get: operations["getIntegrationsIntegrationScimV2ResourceTypes"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/integrations/{integration}/scim/v2/ResourceTypes/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One kind of resources. */
        get: operations["getIntegrationsIntegrationScimV2ResourceTypesName"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/integrations/{integration}/scim/v2/Schemas": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The schemas of resources. */
        get: operations["getIntegrationsIntegrationScimV2Schemas"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/integrations/{integration}/scim/v2/Schemas/{uri}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One schema. */
        get: operations["getIntegrationsIntegrationScimV2SchemasUri"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/integrations/{integration}/scim/v2/ServiceProviderConfig": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What of SCIM is served. */
        get: operations["getIntegrationsIntegrationScimV2ServiceProviderConfig"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/integrations/{integration}/scim/v2/Users": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Users. */
        get: operations["getIntegrationsIntegrationScimV2Users"];
        put?: never;
        /** Create a user. */
        post: operations["postIntegrationsIntegrationScimV2Users"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/integrations/{integration}/scim/v2/Users/.search": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Users, sought by a body. */
        post: operations["postIntegrationsIntegrationScimV2UsersSearch"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/integrations/{integration}/scim/v2/Users/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read a user. */
        get: operations["getIntegrationsIntegrationScimV2UsersId"];
        /** Replace a user. */
        put: operations["putIntegrationsIntegrationScimV2UsersId"];
        post?: never;
        /** Remove a user. */
        delete: operations["deleteIntegrationsIntegrationScimV2UsersId"];
        options?: never;
        head?: never;
        /** Change a user. */
        patch: operations["patchIntegrationsIntegrationScimV2UsersId"];
        trace?: never;
    };
    "/api/v1/invitation/accept/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Accept an invitation. */
        post: operations["postInvitationAcceptId"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/invitation/create/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Make an account by an invitation. */
        post: operations["postInvitationCreateId"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/invitations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Invite. */
        post: operations["postInvitations"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/invitations/email/{email}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Invitations to an address. */
        get: operations["getInvitationsEmailEmail"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/invitations/search": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Search invitations. */
        get: operations["getInvitationsSearch"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/invitations/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** An invitation. */
        get: operations["getInvitationsId"];
        put?: never;
        post?: never;
        /** Take back. */
        delete: operations["deleteInvitationsId"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/kill-switches": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Create a kill switch. */
        post: operations["postKillSwitches"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/kill-switches/search": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** All kill switches. */
        get: operations["getKillSwitchesSearch"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/kill-switches/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Change a kill switch. */
        put: operations["putKillSwitchesId"];
        post?: never;
        /** Delete a kill switch. */
        delete: operations["deleteKillSwitchesId"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/kv": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Keys of all namespaces. */
        get: operations["getKv"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/login": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Sign in. */
        post: operations["postLogin"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/logout": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Sign out. */
        post: operations["postLogout"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/logs/search": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Search log entries. */
        get: operations["getLogsSearch"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/logs/{executionId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The log of an execution; with `q`, `after`, `offset` or `limit` a part of it, in the order in which it was written. */
        get: operations["getLogsExecutionId"];
        put?: never;
        post?: never;
        /** Remove entries of an execution. */
        delete: operations["deleteLogsExecutionId"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/logs/{executionId}/download": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The log of an execution as text. */
        get: operations["getLogsExecutionIdDownload"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/logs/{executionId}/follow": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The log of an execution as it grows. */
        get: operations["getLogsExecutionIdFollow"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/logs/{executionId}/stats": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How many entries of each level an execution has, in all and by task run. */
        get: operations["getLogsExecutionIdStats"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/logs/{namespace}/{flowId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Remove the entries of a flow. */
        delete: operations["deleteLogsNamespaceFlowId"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/main/service-accounts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Service accounts of the tenant. */
        get: operations["getMainServiceAccounts"];
        put?: never;
        /** Create a service account of the tenant. */
        post: operations["postMainServiceAccounts"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/main/service-accounts/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A service account of the tenant. */
        get: operations["getMainServiceAccountsId"];
        /** Change a service account of the tenant. */
        put: operations["putMainServiceAccountsId"];
        post?: never;
        /** Delete a service account of the tenant. */
        delete: operations["deleteMainServiceAccountsId"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/main/service-accounts/{id}/api-tokens": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Tokens of a service account of the tenant. */
        get: operations["getMainServiceAccountsIdApiTokens"];
        put?: never;
        /** Create a token for a service account of the tenant. */
        post: operations["postMainServiceAccountsIdApiTokens"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/main/service-accounts/{id}/api-tokens/{tokenId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Revoke a token of a service account of the tenant. */
        delete: operations["deleteMainServiceAccountsIdApiTokensTokenId"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/mcp-servers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** MCP servers. */
        get: operations["getMcpServers"];
        put?: never;
        /** Create an MCP server. */
        post: operations["postMcpServers"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/mcp-servers/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** An MCP server. */
        get: operations["getMcpServersId"];
        /** Change an MCP server. */
        put: operations["putMcpServersId"];
        post?: never;
        /** Delete it. */
        delete: operations["deleteMcpServersId"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/mcp-servers/{id}/toggle": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Switch it. */
        patch: operations["patchMcpServersIdToggle"];
        trace?: never;
    };
    "/api/v1/mcp-servers/{id}/tools": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Its tools. */
        get: operations["getMcpServersIdTools"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/mcp/servers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** MCP servers. */
        get: operations["getMcpServers2"];
        put?: never;
        /** Create an MCP server. */
        post: operations["postMcpServers2"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/mcp/servers/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** An MCP server. */
        get: operations["getMcpServersId2"];
        /** Change an MCP server. */
        put: operations["putMcpServersId2"];
        post?: never;
        /** Delete it. */
        delete: operations["deleteMcpServersId2"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/mcp/servers/{id}/toggle": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Switch it. */
        patch: operations["patchMcpServersIdToggle2"];
        trace?: never;
    };
    "/api/v1/mcp/servers/{id}/tools": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Its tools. */
        get: operations["getMcpServersIdTools2"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/mcp/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Listen to a server. */
        get: operations["getMcpId"];
        put?: never;
        /** Ask a server. */
        post: operations["postMcpId"];
        /** End a session. */
        delete: operations["deleteMcpId"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The user. */
        get: operations["getMe"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Change the own names. */
        patch: operations["patchMe"];
        trace?: never;
    };
    "/api/v1/me/api-tokens": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** API tokens. */
        get: operations["getMeApiTokens"];
        put?: never;
        /** Create an API token. */
        post: operations["postMeApiTokens"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/api-tokens/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Revoke an API token. */
        delete: operations["deleteMeApiTokensId"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/invitations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Own invitations. */
        get: operations["getMeInvitations"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Change the own password. */
        put: operations["putMePassword"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/permissions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What one may do. */
        get: operations["getMePermissions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/preferences": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How the user likes the pages, and bookmarks. */
        get: operations["getMePreferences"];
        put?: never;
        post?: never;
        /** Forget the preferences and bookmarks. */
        delete: operations["deleteMePreferences"];
        options?: never;
        head?: never;
        /** Set some of the preferences. */
        patch: operations["patchMePreferences"];
        trace?: never;
    };
    "/api/v1/metrics/aggregates/{namespace}/{flowId}/{metric}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Values of a metric over time. */
        get: operations["getMetricsAggregatesNamespaceFlowIdMetric"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/metrics/aggregates/{namespace}/{flowId}/{taskId}/{metric}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Values of a metric over time. */
        get: operations["getMetricsAggregatesNamespaceFlowIdTaskIdMetric"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/metrics/names/{namespace}/{flowId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Names of the metrics of a flow. */
        get: operations["getMetricsNamesNamespaceFlowId"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/metrics/names/{namespace}/{flowId}/{taskId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Names of the metrics of a flow. */
        get: operations["getMetricsNamesNamespaceFlowIdTaskId"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/metrics/tasks/{namespace}/{flowId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Tasks of a flow that have metrics. */
        get: operations["getMetricsTasksNamespaceFlowId"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/metrics/{executionId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Metrics of an execution. */
        get: operations["getMetricsExecutionId"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/namespaces": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Describe a namespace. */
        post: operations["postNamespaces"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/namespaces/autocomplete": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Names that match. */
        post: operations["postNamespacesAutocomplete"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/namespaces/ids": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** All names. */
        get: operations["getNamespacesIds"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/namespaces/search": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Search namespaces. */
        get: operations["getNamespacesSearch"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/namespaces/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A namespace. */
        get: operations["getNamespacesId"];
        /** Change the description of a namespace. */
        put: operations["putNamespacesId"];
        post?: never;
        /** Forget the description of a namespace. */
        delete: operations["deleteNamespacesId"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/namespaces/{id}/inherited-plugindefaults": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Plugin defaults of the namespaces above. */
        get: operations["getNamespacesIdInheritedPlugindefaults"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/namespaces/{id}/inherited-variables": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Variables of the namespaces above. */
        get: operations["getNamespacesIdInheritedVariables"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/namespaces/{id}/plugindefaults/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Plugin defaults of a namespace as YAML. */
        post: operations["postNamespacesIdPlugindefaultsExport"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/namespaces/{id}/plugindefaults/import": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Give a namespace the plugin defaults of a file. */
        post: operations["postNamespacesIdPlugindefaultsImport"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/namespaces/{namespace}/credentials": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Credentials of this level. */
        get: operations["getNamespacesNamespaceCredentials"];
        put?: never;
        /** Create a credential. */
        post: operations["postNamespacesNamespaceCredentials"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/namespaces/{namespace}/credentials/inherited": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Credentials that a namespace can use. */
        get: operations["getNamespacesNamespaceCredentialsInherited"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/namespaces/{namespace}/credentials/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A credential. */
        get: operations["getNamespacesNamespaceCredentialsName"];
        /** Change a credential. */
        put: operations["putNamespacesNamespaceCredentialsName"];
        post?: never;
        /** Delete a credential. */
        delete: operations["deleteNamespacesNamespaceCredentialsName"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/namespaces/{namespace}/credentials/{name}/test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Ask for a token with a credential. */
        post: operations["postNamespacesNamespaceCredentialsNameTest"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/namespaces/{namespace}/dependencies": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The flows of a namespace and their links. */
        get: operations["getNamespacesNamespaceDependencies"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/namespaces/{namespace}/files": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The content of a file; without a path, what lies in the root. */
        get: operations["getNamespacesNamespaceFiles"];
        /** Rename a file or folder. */
        put: operations["putNamespacesNamespaceFiles"];
        /** Store a file, or unpack a zip. */
        post: operations["postNamespacesNamespaceFiles"];
        /** Remove a file or folder. */
        delete: operations["deleteNamespacesNamespaceFiles"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/namespaces/{namespace}/files/directory": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What lies in a folder. */
        get: operations["getNamespacesNamespaceFilesDirectory"];
        put?: never;
        /** Create a folder. */
        post: operations["postNamespacesNamespaceFilesDirectory"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/namespaces/{namespace}/files/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** All files as a zip. */
        get: operations["getNamespacesNamespaceFilesExport"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/namespaces/{namespace}/files/preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The first rows of a file. */
        get: operations["getNamespacesNamespaceFilesPreview"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/namespaces/{namespace}/files/revisions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Revisions of a file. */
        get: operations["getNamespacesNamespaceFilesRevisions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/namespaces/{namespace}/files/search": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Paths that contain a text. */
        get: operations["getNamespacesNamespaceFilesSearch"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/namespaces/{namespace}/files/stats": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What is known of a file or folder. */
        get: operations["getNamespacesNamespaceFilesStats"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/namespaces/{namespace}/inherited-secrets": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Secrets by namespace. */
        get: operations["getNamespacesNamespaceInheritedSecrets"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/namespaces/{namespace}/kv": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Keys of a namespace. */
        get: operations["getNamespacesNamespaceKv"];
        put?: never;
        post?: never;
        /** Remove several keys. */
        delete: operations["deleteNamespacesNamespaceKv"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/namespaces/{namespace}/kv/inheritance": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Keys of the namespaces above. */
        get: operations["getNamespacesNamespaceKvInheritance"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/namespaces/{namespace}/kv/{key}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The value of a key. */
        get: operations["getNamespacesNamespaceKvKey"];
        /** Set the value of a key. */
        put: operations["putNamespacesNamespaceKvKey"];
        post?: never;
        /** Remove a key. */
        delete: operations["deleteNamespacesNamespaceKvKey"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/namespaces/{namespace}/policies": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Create a policy. */
        post: operations["postNamespacesNamespacePolicies"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/namespaces/{namespace}/policies/delete/by-ids": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Delete policies. */
        delete: operations["deleteNamespacesNamespacePoliciesDeleteByIds"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/namespaces/{namespace}/policies/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Export policies. */
        post: operations["postNamespacesNamespacePoliciesExport"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/namespaces/{namespace}/policies/export/by-ids": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Export some policies. */
        post: operations["postNamespacesNamespacePoliciesExportByIds"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/namespaces/{namespace}/policies/search": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Search policies. */
        get: operations["getNamespacesNamespacePoliciesSearch"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/namespaces/{namespace}/policies/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A policy. */
        get: operations["getNamespacesNamespacePoliciesId"];
        /** Change a policy. */
        put: operations["putNamespacesNamespacePoliciesId"];
        post?: never;
        /** Delete a policy. */
        delete: operations["deleteNamespacesNamespacePoliciesId"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/namespaces/{namespace}/policies/{id}/evaluate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What a policy would make of the flows that are stored. */
        get: operations["getNamespacesNamespacePoliciesIdEvaluate"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/namespaces/{namespace}/reusable-inputs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Blocks of inputs of a namespace. */
        get: operations["getNamespacesNamespaceReusableInputs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/namespaces/{namespace}/reusable-inputs/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A block of inputs. */
        get: operations["getNamespacesNamespaceReusableInputsId"];
        /** Store a block of inputs. */
        put: operations["putNamespacesNamespaceReusableInputsId"];
        post?: never;
        /** Delete a block of inputs. */
        delete: operations["deleteNamespacesNamespaceReusableInputsId"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/namespaces/{namespace}/reusable-inputs/{id}/revisions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Revisions of a block of inputs. */
        get: operations["getNamespacesNamespaceReusableInputsIdRevisions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/namespaces/{namespace}/secrets": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Secrets that a namespace can use. */
        get: operations["getNamespacesNamespaceSecrets"];
        /** Store a secret. */
        put: operations["putNamespacesNamespaceSecrets"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/namespaces/{namespace}/secrets/{key}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Forget a stored secret. */
        delete: operations["deleteNamespacesNamespaceSecretsKey"];
        options?: never;
        head?: never;
        /** Change what is said about a secret, or its value. */
        patch: operations["patchNamespacesNamespaceSecretsKey"];
        trace?: never;
    };
    "/api/v1/namespaces/{namespace}/secrets/{key}/usages": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lines of flows that name a secret; names that are computed can't be told. */
        get: operations["getNamespacesNamespaceSecretsKeyUsages"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/notifications/follow": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Notifications as they come. */
        get: operations["getNotificationsFollow"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/notifications/history": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Notifications, newest first. */
        get: operations["getNotificationsHistory"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/notifications/read-all": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Mark all as read. */
        post: operations["postNotificationsReadAll"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/notifications/since": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Notifications after a date. */
        get: operations["getNotificationsSince"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/notifications/unread-count": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How many are unread. */
        get: operations["getNotificationsUnreadCount"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/notifications/{id}/read": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Mark as read. */
        post: operations["postNotificationsIdRead"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/notifications/{id}/unread": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Mark as unread. */
        post: operations["postNotificationsIdUnread"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/outputs/executions/{executionId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Outputs. */
        get: operations["getOutputsExecutionsExecutionId"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/outputs/tasks/{executionId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Outputs of all task runs. */
        get: operations["getOutputsTasksExecutionId"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/outputs/tasks/{executionId}/{taskRunId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Outputs of a task run. */
        get: operations["getOutputsTasksExecutionIdTaskRunId"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/outputs/{executionId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Outputs of all task runs. */
        get: operations["getOutputsExecutionId"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/outputs/{executionId}/{taskRunId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Outputs of a task run. */
        get: operations["getOutputsExecutionIdTaskRunId"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/pebble/filters": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Names of filters. */
        get: operations["getPebbleFilters"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/pebble/functions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Functions. */
        get: operations["getPebbleFunctions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/plugins": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Packages with their types. */
        get: operations["getPlugins"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/plugins/auto-install/detect": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Plugins that a flow needs and the server lacks. */
        post: operations["postPluginsAutoInstallDetect"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/plugins/broken": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Packages and types that can't be loaded. */
        get: operations["getPluginsBroken"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/plugins/groups/subgroups": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Packages and their parts. */
        get: operations["getPluginsGroupsSubgroups"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/plugins/icons": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Pictures of types. */
        get: operations["getPluginsIcons"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/plugins/icons/groups": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Pictures of packages. */
        get: operations["getPluginsIconsGroups"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/plugins/icons/{cls}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The picture of a type. */
        get: operations["getPluginsIconsCls"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/plugins/icons/{cls}/icon.svg": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The picture of a type as SVG. */
        get: operations["getPluginsIconsClsIconSvg"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/plugins/inputs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Types of inputs. */
        get: operations["getPluginsInputs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/plugins/inputs/{type}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Documentation of an input. */
        get: operations["getPluginsInputsType"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/plugins/install": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Install plugins: not over the API. */
        post: operations["postPluginsInstall"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/plugins/install/{job}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** An installation. */
        get: operations["getPluginsInstallJob"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/plugins/pluginUiManifest": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Modules for the user interface; no package has one. */
        post: operations["postPluginsPluginUiManifest"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/plugins/properties/{type}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The schema of the properties of a kind of document. */
        get: operations["getPluginsPropertiesType"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/plugins/rescan": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Search for packages that were installed, upgraded or removed. */
        post: operations["postPluginsRescan"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/plugins/schemas/{type}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A schema for editors. */
        get: operations["getPluginsSchemasType"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/plugins/triggers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** All triggers. */
        get: operations["getPluginsTriggers"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/plugins/usage": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How many flows use each type, with those that the server lacks. */
        get: operations["getPluginsUsage"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/plugins/{cls}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Documentation and schema of a type. */
        get: operations["getPluginsCls"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/plugins/{cls}/pluginUi/{path}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A module for the user interface; no package has one. */
        get: operations["getPluginsClsPluginUiPath"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/plugins/{cls}/versions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Installed versions of a type. */
        get: operations["getPluginsClsVersions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/plugins/{cls}/versions/{version}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The same of a version. */
        get: operations["getPluginsClsVersionsVersion"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/policies": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Create a policy. */
        post: operations["postPolicies"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/policies/delete/by-ids": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Delete policies. */
        delete: operations["deletePoliciesDeleteByIds"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/policies/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Export policies. */
        post: operations["postPoliciesExport"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/policies/export/by-ids": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Export some policies. */
        post: operations["postPoliciesExportByIds"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/policies/import": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Create or replace policies. */
        post: operations["postPoliciesImport"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/policies/search": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Search policies. */
        get: operations["getPoliciesSearch"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/policies/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A policy. */
        get: operations["getPoliciesId"];
        /** Change a policy. */
        put: operations["putPoliciesId"];
        post?: never;
        /** Delete a policy. */
        delete: operations["deletePoliciesId"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/policies/{id}/evaluate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What a policy would make of the flows that are stored. */
        get: operations["getPoliciesIdEvaluate"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/quota-limits": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Quotas of namespaces and how much of them is used. */
        get: operations["getQuotaLimits"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/references": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Places in flows that name a key, a secret, a file, a variable, a flow, a credential or a block of reusable inputs; names that are computed can't be told. */
        get: operations["getReferences"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/references/counts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How many flows name each key, secret, file and so on. */
        get: operations["getReferencesCounts"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/reusable-inputs/namespaces": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Namespaces with blocks of inputs. */
        get: operations["getReusableInputsNamespaces"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/roles": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Create a role. */
        post: operations["postRoles"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/roles/autocomplete": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Roles while somebody types. */
        post: operations["postRolesAutocomplete"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/roles/ids": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Roles by their ids. */
        post: operations["postRolesIds"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/roles/search": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Search roles. */
        get: operations["getRolesSearch"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/roles/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A role. */
        get: operations["getRolesId"];
        /** Change a role. */
        put: operations["putRolesId"];
        post?: never;
        /** Delete a role. */
        delete: operations["deleteRolesId"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/search": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A few flows, executions (by the beginning of their id), namespaces, keys, plugins and dashboards that match a text. */
        get: operations["getSearch"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/secrets": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** All secrets. */
        get: operations["getSecrets"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/security-integrations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Security integrations. */
        get: operations["getSecurityIntegrations"];
        put?: never;
        /** Create one. */
        post: operations["postSecurityIntegrations"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/security-integrations/search": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Search them. */
        get: operations["getSecurityIntegrationsSearch"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/security-integrations/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A security integration. */
        get: operations["getSecurityIntegrationsId"];
        put?: never;
        post?: never;
        /** Delete one. */
        delete: operations["deleteSecurityIntegrationsId"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/security-integrations/{id}/disable": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Refuse it. */
        post: operations["postSecurityIntegrationsIdDisable"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/security-integrations/{id}/enable": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Let it in. */
        post: operations["postSecurityIntegrationsIdEnable"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/service-accounts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Search service accounts. */
        get: operations["getServiceAccounts"];
        put?: never;
        /** Create a service account. */
        post: operations["postServiceAccounts"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/service-accounts/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A service account. */
        get: operations["getServiceAccountsId"];
        put?: never;
        post?: never;
        /** Delete a service account. */
        delete: operations["deleteServiceAccountsId"];
        options?: never;
        head?: never;
        /** Change a service account. */
        patch: operations["patchServiceAccountsId"];
        trace?: never;
    };
    "/api/v1/service-accounts/{id}/api-tokens": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Tokens of a service account. */
        get: operations["getServiceAccountsIdApiTokens"];
        put?: never;
        /** Create a token for a service account. */
        post: operations["postServiceAccountsIdApiTokens"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/service-accounts/{id}/api-tokens/{tokenId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Revoke a token of a service account. */
        delete: operations["deleteServiceAccountsIdApiTokensTokenId"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/service-accounts/{id}/superadmin": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Make a service account an owner of the server, or none. */
        patch: operations["patchServiceAccountsIdSuperadmin"];
        trace?: never;
    };
    "/api/v1/setup": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whether the server is set up. */
        get: operations["getSetup"];
        put?: never;
        /** Create the user. */
        post: operations["postSetup"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/stats/executions/daily": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Executions over time. */
        post: operations["postStatsExecutionsDaily"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/stats/executions/daily/group-by-flow": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Executions over time by flow. */
        post: operations["postStatsExecutionsDailyGroupByFlow"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/stats/executions/daily/group-by-namespace": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Executions by namespace. */
        post: operations["postStatsExecutionsDailyGroupByNamespace"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/stats/executions/latest/group-by-flow": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** The execution of each flow that ended last. */
        post: operations["postStatsExecutionsLatestGroupByFlow"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/stats/logs/daily": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Log entries over time. */
        post: operations["postStatsLogsDaily"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/stats/summary": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** How many flows and triggers there are. */
        post: operations["postStatsSummary"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/stats/taskruns/daily": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Task runs over time. */
        post: operations["postStatsTaskrunsDaily"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/system/health": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How the server is: components, database, storage, queues and retention. */
        get: operations["getSystemHealth"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/system/settings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The settings in effect with their sources, what may be a secret masked. */
        get: operations["getSystemSettings"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/system/support-bundle": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A zip of what helps others to help, without secrets and without flows. */
        get: operations["getSystemSupportBundle"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/taskruns/maxTaskRunSetting": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How deep a search reaches. */
        get: operations["getTaskrunsMaxTaskRunSetting"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/taskruns/search": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Search task runs. */
        get: operations["getTaskrunsSearch"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/templates": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Create a template. */
        post: operations["postTemplates"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/templates/delete/by-ids": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Delete. */
        post: operations["postTemplatesDeleteByIds"];
        /** Delete. */
        delete: operations["deleteTemplatesDeleteByIds"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/templates/delete/by-query": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Delete. */
        post: operations["postTemplatesDeleteByQuery"];
        /** Delete. */
        delete: operations["deleteTemplatesDeleteByQuery"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/templates/distinct-namespaces": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Namespaces. */
        get: operations["getTemplatesDistinctNamespaces"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/templates/export/by-ids": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Some as a zip. */
        post: operations["postTemplatesExportByIds"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/templates/export/by-query": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Matching ones as a zip. */
        get: operations["getTemplatesExportByQuery"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/templates/import": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Import. */
        post: operations["postTemplatesImport"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/templates/search": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Search. */
        get: operations["getTemplatesSearch"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/templates/validate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Check. */
        post: operations["postTemplatesValidate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/templates/{namespace}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Create, update and delete the templates of a namespace. */
        post: operations["postTemplatesNamespace"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/templates/{namespace}/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A template. */
        get: operations["getTemplatesNamespaceId"];
        /** Update a template. */
        put: operations["putTemplatesNamespaceId"];
        post?: never;
        /** Delete a template. */
        delete: operations["deleteTemplatesNamespaceId"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tenant-access": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who may enter the tenant. */
        get: operations["getTenantAccess"];
        put?: never;
        /** Let a user in by e-mail. */
        post: operations["postTenantAccess"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tenant-access/autocomplete": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** People while somebody types. */
        post: operations["postTenantAccessAutocomplete"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tenant-access/{userId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What somebody is given. */
        get: operations["getTenantAccessUserId"];
        /** Let a user in. */
        put: operations["putTenantAccessUserId"];
        post?: never;
        /** Shut a user out. */
        delete: operations["deleteTenantAccessUserId"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tenants": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Create a tenant. */
        post: operations["postTenants"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tenants/search": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Search tenants. */
        get: operations["getTenantsSearch"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tenants/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A tenant. */
        get: operations["getTenantsId"];
        /** Change a tenant. */
        put: operations["putTenantsId"];
        post?: never;
        /** Delete a tenant. */
        delete: operations["deleteTenantsId"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tenants/{id}/apps-catalog": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How the catalogue of apps looks. */
        get: operations["getTenantsIdAppsCatalog"];
        put?: never;
        /** Change how the catalogue of apps looks. */
        post: operations["postTenantsIdAppsCatalog"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tenants/{id}/apps-catalog/logo": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Set the picture of the catalogue of apps. */
        post: operations["postTenantsIdAppsCatalogLogo"];
        /** Remove the picture of the catalogue of apps. */
        delete: operations["deleteTenantsIdAppsCatalogLogo"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tenants/{id}/logo": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Set the picture of a tenant. */
        post: operations["postTenantsIdLogo"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tenants/{id}/settings/default-dashboards": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Default dashboards of a tenant. */
        get: operations["getTenantsIdSettingsDefaultDashboards"];
        put?: never;
        /** Choose the default dashboards of a tenant. */
        post: operations["postTenantsIdSettingsDefaultDashboards"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/triggers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Switch or backfill a trigger. */
        put: operations["putTriggers"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/triggers/backfill/create": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Run past dates. */
        put: operations["putTriggersBackfillCreate"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/triggers/backfill/delete": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Delete a backfill. */
        post: operations["postTriggersBackfillDelete"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/triggers/backfill/delete/by-query": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Backfill delete: matching ones. */
        post: operations["postTriggersBackfillDeleteByQuery"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/triggers/backfill/delete/by-triggers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Backfill delete: several. */
        post: operations["postTriggersBackfillDeleteByTriggers"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/triggers/backfill/pause": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Pause a backfill. */
        put: operations["putTriggersBackfillPause"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/triggers/backfill/pause/by-query": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Backfill pause: matching ones. */
        post: operations["postTriggersBackfillPauseByQuery"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/triggers/backfill/pause/by-triggers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Backfill pause: several. */
        post: operations["postTriggersBackfillPauseByTriggers"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/triggers/backfill/unpause": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Unpause a backfill. */
        put: operations["putTriggersBackfillUnpause"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/triggers/backfill/unpause/by-query": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Backfill unpause: matching ones. */
        post: operations["postTriggersBackfillUnpauseByQuery"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/triggers/backfill/unpause/by-triggers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Backfill unpause: several. */
        post: operations["postTriggersBackfillUnpauseByTriggers"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/triggers/calendar": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The dates of schedules from `startDate` (now) to `endDate` (a day later), of 31 days at most. */
        get: operations["getTriggersCalendar"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/triggers/delete/by-query": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Delete: matching ones. */
        delete: operations["deleteTriggersDeleteByQuery"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/triggers/delete/by-triggers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Delete: several. */
        delete: operations["deleteTriggersDeleteByTriggers"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/triggers/export/by-query/csv": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Matching triggers as CSV. */
        get: operations["getTriggersExportByQueryCsv"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/triggers/search": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Search triggers. */
        get: operations["getTriggersSearch"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/triggers/set-disabled": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Switch one. */
        put: operations["putTriggersSetDisabled"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/triggers/set-disabled/by-query": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Switch matching ones. */
        post: operations["postTriggersSetDisabledByQuery"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/triggers/set-disabled/by-triggers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Switch several. */
        post: operations["postTriggersSetDisabledByTriggers"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/triggers/unlock/by-query": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Unlock: matching ones. */
        post: operations["postTriggersUnlockByQuery"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/triggers/unlock/by-triggers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Unlock: several. */
        post: operations["postTriggersUnlockByTriggers"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/triggers/{namespace}/{flowId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Triggers of a flow. */
        get: operations["getTriggersNamespaceFlowId"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/triggers/{namespace}/{flowId}/{triggerId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Forget a trigger. */
        delete: operations["deleteTriggersNamespaceFlowIdTriggerId"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/triggers/{namespace}/{flowId}/{triggerId}/preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The next dates of a schedule; with a start, a dry run of a backfill. */
        get: operations["getTriggersNamespaceFlowIdTriggerIdPreview"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/triggers/{namespace}/{flowId}/{triggerId}/restart": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Begin anew. */
        post: operations["postTriggersNamespaceFlowIdTriggerIdRestart"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/triggers/{namespace}/{flowId}/{triggerId}/unlock": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Take a lock away. */
        post: operations["postTriggersNamespaceFlowIdTriggerIdUnlock"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/usages/all": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How much there is. */
        get: operations["getUsagesAll"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/users": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Search users. */
        get: operations["getUsers"];
        put?: never;
        /** Create a user. */
        post: operations["postUsers"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/users/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A user. */
        get: operations["getUsersId"];
        /** Change a user. */
        put: operations["putUsersId"];
        post?: never;
        /** Delete a user. */
        delete: operations["deleteUsersId"];
        options?: never;
        head?: never;
        /** Change names of a user. */
        patch: operations["patchUsersId"];
        trace?: never;
    };
    "/api/v1/users/{id}/api-tokens": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Tokens of a user. */
        get: operations["getUsersIdApiTokens"];
        put?: never;
        /** Create a token for a user. */
        post: operations["postUsersIdApiTokens"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/users/{id}/api-tokens/{tokenId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Revoke a token of a user. */
        delete: operations["deleteUsersIdApiTokensTokenId"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/users/{id}/auths/{auth}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Take a way to sign in from a user. */
        delete: operations["deleteUsersIdAuthsAuth"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/users/{id}/groups": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Set the groups of a user. */
        put: operations["putUsersIdGroups"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/users/{id}/impersonate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Act as another user. */
        post: operations["postUsersIdImpersonate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/users/{id}/password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Set the password of a user. */
        patch: operations["patchUsersIdPassword"];
        trace?: never;
    };
    "/api/v1/users/{id}/refresh-token": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Sign a user out everywhere. */
        delete: operations["deleteUsersIdRefreshToken"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/users/{id}/restricted": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Keep a user from changing name and password. */
        patch: operations["patchUsersIdRestricted"];
        trace?: never;
    };
    "/api/v1/users/{id}/superadmin": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Make a user an owner of the server, or none. */
        patch: operations["patchUsersIdSuperadmin"];
        trace?: never;
    };
    "/api/v1/users/{id}/unlock": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Unlock a user. */
        post: operations["postUsersIdUnlock"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/views": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Own and shared views. */
        get: operations["getViews"];
        put?: never;
        /** Save a view. */
        post: operations["postViews"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/views/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Change an own view. */
        put: operations["putViewsId"];
        post?: never;
        /** Delete an own view. */
        delete: operations["deleteViewsId"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/worker-selectors/tags": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Tags of workers. */
        get: operations["getWorkerSelectorsTags"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /** @description A service account of the server. */
        Account: {
            description: string;
            id: string;
            name: string;
            superAdmin: boolean;
            tenants: components["schemas"]["Tenant"][];
        };
        /** @description Name and description of a service account. */
        AccountChange: {
            /** @default null */
            description?: string | null;
            name: string;
        };
        /** @description A service account of the server. */
        AccountInput: {
            /** @default null */
            description?: string | null;
            /** @default null */
            instanceOwner?: boolean | null;
            name: string;
            /** @default null */
            superAdmin?: boolean | null;
            /** @default null */
            tenants?: string[] | null;
        };
        /** @description A page of service accounts. */
        Accounts: {
            results: components["schemas"]["Account"][];
            total: number;
        };
        /** @description How many services run. */
        ActiveServices: {
            services: components["schemas"]["ServiceCount"][];
            total: number;
        };
        /** @description Whether the user may review a task run. */
        Allowed: {
            allowed: boolean;
        };
        /** @description How the catalogue of apps of a tenant looks. */
        AppsCatalog: {
            backgroundColor?: string;
            buttonTextColor?: string;
            logo?: string;
            primaryColor?: string;
            tileColor?: string;
            title?: string;
            titleColor?: string;
        };
        /** @description How a catalogue of apps looks; colors are those of CSS. */
        AppsCatalogInput: {
            /** @default null */
            backgroundColor?: string | null;
            /** @default null */
            buttonTextColor?: string | null;
            /** @default null */
            primaryColor?: string | null;
            /** @default null */
            tileColor?: string | null;
            /** @default null */
            title?: string | null;
            /** @default null */
            titleColor?: string | null;
        };
        /** @description An argument of a function. */
        Argument: {
            defaultValue?: string;
            name: string;
        };
        /** @description One try of a task run. */
        Attempt: {
            logFile?: string;
            state: components["schemas"]["State"];
            workerId?: string;
        };
        /** @description The number of the attempt to come, from 1, of so many at most. */
        AttemptNumber: {
            limit?: number;
            number: number;
        };
        /** @description What needs somebody now, the worst first; how many executions run. Besides, flows that fail most of so many `flows`, executions that run longest, schedules that come next, and the newest of so many `executions`. `running_everywhere` counts those outside of the namespace that was asked for as well; `start_delay` is how long after they were to begin the newest ran. */
        Attention: {
            changedFlows: components["schemas"]["ChangedFlow"][];
            executions: number;
            failedFlows: components["schemas"]["FailedFlow"][];
            failingFlows: components["schemas"]["FailingFlow"][];
            failingTriggers: components["schemas"]["FailingTrigger"][];
            flows: number;
            goneWorkers: components["schemas"]["GoneWorker"][];
            longRunning: components["schemas"]["LongRun"][];
            newest: components["schemas"]["Latest"][];
            running: number;
            runningEverywhere: number;
            runningNow: components["schemas"]["Running"][];
            startDelay?: components["schemas"]["Spread"];
            upcoming: components["schemas"]["Upcoming"][];
        };
        /** @description Two states of an object as texts. */
        AuditDiff: {
            after: string;
            before: string;
        };
        /** @description One entry. Shapes: `detail` has the resource, what names the object, and what was asked; the patches lead from the state before to that after, and back. */
        AuditEntry: {
            appliedPatch: Record<string, never>[];
            date: string;
            detail: Record<string, never>;
            id: string;
            ipAddress?: string;
            revertPatch: Record<string, never>[];
            tenantId: string;
            type: string;
            userId: string;
            via: string;
        };
        /** @description When somebody changed an object. */
        AuditMoment: {
            date: string;
            id: string;
            username: string;
        };
        /** @description A page of the audit log. */
        AuditPage: {
            results: components["schemas"]["FoundAuditEntry"][];
            total: number;
        };
        /** @description Whether the log is as it was written; `last` is the newest seal. */
        AuditReport: {
            entries: number;
            intact: boolean;
            last?: string;
            problems: string[];
            seals: number;
            unsealed: number;
        };
        /** @description What an entry of the audit log is about; without anything, the newest of all. */
        AuditSought: {
            /** @default null */
            detail?: Record<string, never> | null;
            /** @default null */
            resource?: string | number | boolean | null;
            /** @default null */
            type?: string | number | boolean | null;
        };
        /** @description Who did it. */
        AuditUser: {
            displayName: string;
            id?: string;
            username: string;
        };
        /** @description A way in which somebody proves who they are. */
        Auth: {
            [key: string]: unknown;
        };
        /** @enum {string} */
        AuthType: "API_TOKEN" | "BASIC" | "OAUTH";
        /** @description How long executions of a flow took, of so many; of none there is no average. */
        AverageDuration: {
            avgDurationMs?: number;
            count: number;
        };
        /** @description An execution that must end; of one that is gone nothing but its id is known. */
        AwaitedExecution: {
            flowId?: string;
            id: string;
            namespace?: string;
            state?: components["schemas"]["StateType"];
        };
        /** @description An input that a pause asks for. */
        AwaitedInput: {
            id: string;
            required: boolean;
            type: string;
        };
        /** @description A running backfill. */
        Backfill: {
            /** Format: date-time */
            currentDate: string;
            /** Format: date-time */
            end?: string;
            inputs?: Record<string, never>;
            labels?: components["schemas"]["Label"][];
            order?: components["schemas"]["RunOrder"];
            parallel?: number;
            paused: boolean;
            /** Format: date-time */
            previousNextExecutionDate?: string;
            skipSucceeded?: boolean;
            /** Format: date-time */
            start: string;
        };
        /** @description What a backfill would run: how many dates, more unless `complete`, and both ends of them. */
        BackfillDates: {
            complete: boolean;
            count: number;
            first: string[];
            last: string[];
        };
        /** @description Past dates that are to run; without an end up to now. Shapes: without `parallel` one after the other, unless the trigger allows more at once. */
        BackfillInput: {
            /** @default null */
            end?: string | null;
            /** @default null */
            inputs?: Record<string, never> | null;
            /** @default null */
            labels?: components["schemas"]["LabelInput"][] | {
                [key: string]: string | number | boolean;
            } | null;
            /** @default null */
            order?: components["schemas"]["RunOrder"] | null;
            /** @default null */
            parallel?: number | null;
            /** @default null */
            skipSucceeded?: boolean | null;
            /** Format: date-time */
            start: string;
        };
        /** @description What everybody is to read: plain text. */
        Banner: {
            active: boolean;
            /** Format: date-time */
            endDate?: string;
            id: string;
            message: string;
            /** Format: date-time */
            startDate?: string;
            tenantId?: string;
            type: components["schemas"]["BannerType"];
        };
        /** @description A banner; without dates it is shown until it is deleted. */
        BannerInput: {
            /** @default null */
            active?: boolean | null;
            /** @default null */
            endDate?: string | null;
            /** @default null */
            id?: string | null;
            message: string;
            /** @default null */
            startDate?: string | null;
            /** @default null */
            tenantId?: string | null;
            /** @default null */
            type?: components["schemas"]["BannerType"] | null;
        };
        /** @enum {string} */
        BannerType: "ERROR" | "INFO" | "WARNING";
        /** @description A role for a user or a group: in a namespace and below it, or in the whole tenant. */
        Binding: {
            externalId: string;
            group?: components["schemas"]["Named"];
            id: string;
            namespace?: string;
            namespaceId: string | null;
            role: components["schemas"]["Named"];
            roleId: string;
            tenantId: string;
            type: components["schemas"]["SubjectKind"];
            user?: components["schemas"]["BoundUser"];
        };
        /** @description A role for a user or group; without a namespace in the whole tenant. */
        BindingInput: {
            externalId: string;
            /** @default null */
            namespaceId?: string | null;
            roleId: string;
            /** @enum {string} */
            type: "GROUP" | "USER";
        };
        /** @description A page of bindings. */
        Bindings: {
            results: components["schemas"]["Binding"][];
            total: number;
        };
        /** @description A blueprint; `flow` is the older name of `source`, and lists have neither. */
        Blueprint: {
            description: string;
            flow?: string;
            id: string;
            includedTasks: string[];
            kind: string;
            /** Format: date-time */
            publishedAt: string;
            source?: string;
            tags: string[];
            template?: components["schemas"]["BlueprintTemplate"];
            title: string;
        };
        /** @description Arguments for the template of a blueprint, by their ids. */
        BlueprintArgumentsInput: {
            templateArgumentsInputs: Record<string, never>;
        };
        /** @description A blueprint that somebody writes; `kind` is FLOW or DASHBOARD, and a new one is a flow. */
        BlueprintInput: {
            /** @default null */
            description?: string | null;
            /** @default null */
            kind?: ("DASHBOARD" | "FLOW") | null;
            source: string;
            /** @default null */
            tags?: string[] | null;
            title: string;
        };
        /** @description A page of blueprints. */
        BlueprintPage: {
            results: components["schemas"]["Blueprint"][];
            total: number;
        };
        /** @description A tag that some blueprint has. */
        BlueprintTag: {
            id: string;
            name: string;
            /** Format: date-time */
            publishedAt: string;
        };
        /** @description What a blueprint asks for before it is used: inputs as a flow declares them, by id. */
        BlueprintTemplate: {
            source: string;
            templateArguments: Record<string, never>;
        };
        /** @description A page under a name; `path` is its address below the pages, the query included. */
        Bookmark: {
            path: string;
            text: string;
        };
        /** @description The user or service account that a binding is for. */
        BoundUser: {
            displayName: string;
            id: string;
            type: components["schemas"]["UserKind"];
            username: string;
        };
        /** @description A task, and perhaps one loop value of it, before which an execution stops. */
        Breakpoint: {
            id: string;
            value?: string;
        };
        /** @description What could not be loaded, why, and what mends it. */
        BrokenPlugin: {
            fix: string;
            name: string;
            reason: string;
        };
        /** @description All that could not be loaded. */
        BrokenPluginPage: {
            results: components["schemas"]["BrokenPlugin"][];
            total: number;
        };
        /** @description How many items a bulk action handled, in the words of every generation. */
        BulkResponse: {
            count: number;
            operationId: string;
            totalItems: number;
        };
        /** @description The dates of a schedule: more unless `complete`, fewer where `conditional`. */
        CalendarRow: {
            complete: boolean;
            conditional: boolean;
            dates: string[];
            error?: string;
            flowId: string;
            namespace: string;
            timeZone: string;
            triggerId: string;
        };
        /** @enum {string} */
        Cause: "ATTEMPT" | "BREAKPOINT" | "CHECK" | "CONCURRENCY" | "DECISION" | "EXECUTIONS" | "EXECUTOR" | "LEASE" | "PLACE" | "REPLACEMENT" | "RESUME" | "RETRY" | "SCHEDULE_DATE" | "WORKER";
        /** @description One entry of a history: the state entered and when. */
        Change: {
            /** Format: date-time */
            date: string;
            state: components["schemas"]["StateType"];
        };
        /** @description A flow that was changed of late; `counts` are executions of that revision by their states. `author` and `message` are who saved the revision, and what they said of it. */
        ChangedFlow: {
            author?: string;
            counts: {
                [key: string]: number;
            };
            /** Format: date-time */
            date: string;
            description?: string;
            flowId: string;
            message?: string;
            namespace: string;
            revision: number;
        };
        /** @description Rows of one chart among several, or why there are none. */
        ChartAnswer: {
            message?: string;
            results: Record<string, never>[];
            total: number;
        };
        /** @description An answer for each chart, in the order in which they were asked for. `dashboard` is the one that they are of, where a page was named: of its first charts. */
        ChartAnswers: {
            dashboard?: components["schemas"]["Dashboard"];
            results: components["schemas"]["ChartAnswer"][];
        };
        /** @description A condition of all charts. */
        ChartFilter: {
            field: string;
            operation: string;
            value?: unknown;
        };
        /** @description The source of a chart, and what it is asked with. */
        ChartPreview: {
            chart: string;
            globalFilter?: components["schemas"]["ChartQueryInput"];
        };
        /** @description Several charts, or the page whose charts are meant, and what all of them are asked with. With `page` they are those of the dashboard with the id `dashboard`, or of the one that comes with the server for the page where there is none; `page_size` is of tables that have pages. */
        ChartPreviews: {
            charts?: components["schemas"]["PagedChart"][];
            dashboard?: string;
            globalFilter?: components["schemas"]["ChartQueryInput"];
            page?: components["schemas"]["PageKind"];
            pageSize?: number;
        };
        /** @description What a chart is asked with. */
        ChartQueryInput: {
            /** Format: date-time */
            endDate?: string;
            filters?: components["schemas"]["ChartFilter"][];
            labels?: Record<string, never> | unknown[];
            namespace?: string;
            pageNumber?: number;
            pageSize?: number;
            /** Format: date-time */
            startDate?: string;
        };
        /** @description Rows of a chart: its columns are those that it declares. */
        ChartRows: {
            results: Record<string, never>[];
            total: number;
        };
        /** @description A check of a flow that did not pass. */
        Check: {
            message: string;
        };
        /** @description The worker that has an attempt, its last heartbeat, and how long it may stay silent. */
        ClaimingWorker: {
            /** Format: date-time */
            heard?: string;
            hostname?: string;
            id: string;
            /** Format: date-time */
            leaseUntil?: string;
        };
        /** @description Nodes that stand together: a flowable task, an error branch, a subflow. */
        Cluster: {
            cluster: components["schemas"]["ClusterHead"];
            end: string;
            nodes: string[];
            parents: string[];
            start: string;
        };
        /** @description What a cluster is of. */
        ClusterHead: {
            finally: components["schemas"]["NodeName"];
            relationType?: string;
            taskNode?: components["schemas"]["Node"];
            type: string;
            uid: string;
        };
        /** @description An execution in a comparison. */
        ComparedExecution: {
            duration: string;
            flowRevision: number;
            id: string;
            /** Format: date-time */
            startDate: string;
            state: components["schemas"]["StateType"];
        };
        /** @description Entries of a task that differ in dates, ids and numbers only; how many each side has. */
        ComparedLine: {
            left: number;
            level: components["schemas"]["Level"];
            message: string;
            right: number;
            taskId?: string;
        };
        /** @description What one side logged more often; there is more unless `complete`. */
        ComparedLogs: {
            complete: boolean;
            leftTotal: number;
            results: components["schemas"]["ComparedLine"][];
            rightTotal: number;
        };
        /** @description A task; absent on the side where it did not run. */
        ComparedTask: {
            left?: components["schemas"]["TaskSide"];
            right?: components["schemas"]["TaskSide"];
            taskId: string;
        };
        /** @description A value by its size in bytes of JSON; `value` unless it is large. */
        ComparedValue: {
            size: number;
            value?: unknown;
        };
        /** @description An execution beside the last success before it, if there is one. Inputs are those that differ, outputs are shown by their sizes. */
        Comparison: {
            execution: components["schemas"]["ComparedExecution"];
            inputs: components["schemas"]["Difference"][];
            lastSuccess?: components["schemas"]["ComparedExecution"];
            outputs: components["schemas"]["Difference"][];
            revisionChanged: boolean;
        };
        /** @description What expressions of a flow may refer to, by category. */
        Completion: {
            categories: {
                [key: string]: string[];
            };
            explained: components["schemas"]["Explained"][];
        };
        /** @description A part of the server; `status` is UP, DOWN or OUT_OF_SERVICE. */
        Component: {
            details: Record<string, never>;
            name: string;
            status: string;
        };
        /** @description A flow with a limit, and how many executions hold a slot. */
        ConcurrencyLimit: {
            behavior: string;
            flowId: string;
            limit: number;
            namespace: string;
            running: number;
            tenantId: string;
        };
        /** @description A counter that clients repair; nothing of it is read. */
        ConcurrencyLimitInput: {
            flowId?: string;
            namespace?: string;
            running?: number;
            tenantId?: string;
        };
        /** @description A page of flows with a limit. */
        ConcurrencyLimitPage: {
            results: components["schemas"]["ConcurrencyLimit"][];
            total: number;
        };
        /** @description What the server offers: the union of all generations. */
        Configuration: {
            banners: components["schemas"]["Banner"][];
            chartDefaultDuration: string;
            edition: string;
            environment?: components["schemas"]["Environment"];
            hiddenLabelsPrefixes: string[];
            isAiApiKeyConfigured: boolean;
            isAiEnabled: boolean;
            isAnonymousUsageEnabled: boolean;
            isBasicAuthEnabled: boolean;
            isBasicAuthInitialized: boolean;
            isConcurrencyViewEnabled: boolean;
            isCustomDashboardsEnabled: boolean;
            isPluginAutoInstallEnabled: boolean;
            isTaskRunEnabled: boolean;
            isTemplateEnabled: boolean;
            isUiAnonymousUsageEnabled: boolean;
            isUnderMaintenance: boolean;
            pluginsHash: number;
            preview: components["schemas"]["PreviewLimits"];
            resourceToFilters: components["schemas"]["ResourceFilter"][];
            systemNamespace: string;
            tenant: components["schemas"]["TenantLooks"];
            url?: string;
            uuid: string;
            version: string;
        };
        /** @description A credential; secret texts of its own are shown as asterisks. */
        Credential: {
            audience?: string;
            authConfig: Record<string, never>;
            /** Format: date-time */
            createdAt: string;
            description?: string;
            id: string;
            name: string;
            namespace?: string;
            scopes: string[];
            tenantId: string;
            tokenCaching: Record<string, never>;
            tokenEndpoint: string;
            /** @enum {string} */
            type: "GITHUB_APP" | "OAUTH2";
            /** Format: date-time */
            updatedAt: string;
        };
        /** @description All of a credential but its name. `authConfig` has its `type` and members, each a text, `{type: VALUE, value}` or the name of a secret, `{secretKey, namespace}`. */
        CredentialChange: {
            /** @default null */
            audience?: string | null;
            authConfig: Record<string, never>;
            /** @default null */
            description?: string | null;
            /** @default null */
            scopes?: string[] | null;
            /** @default null */
            tokenCaching?: components["schemas"]["TokenCachingInput"] | null;
            /** @default null */
            tokenEndpoint?: string | null;
            /** @enum {string} */
            type: "GITHUB_APP" | "OAUTH2";
        };
        /** @description A new credential. */
        CredentialInput: {
            /** @default null */
            audience?: string | null;
            authConfig: Record<string, never>;
            /** @default null */
            description?: string | null;
            name: string;
            /** @default null */
            scopes?: string[] | null;
            /** @default null */
            tokenCaching?: components["schemas"]["TokenCachingInput"] | null;
            /** @default null */
            tokenEndpoint?: string | null;
            /** @enum {string} */
            type: "GITHUB_APP" | "OAUTH2";
        };
        /** @description The credentials of a namespace, or of the `tenant`. */
        CredentialLevel: {
            credentials: components["schemas"]["CredentialName"][];
            namespace: string;
        };
        /** @description Which credential it is. */
        CredentialName: {
            description?: string;
            id: string;
            name: string;
            /** @enum {string} */
            type: "GITHUB_APP" | "OAUTH2";
        };
        /** @description A page of credentials. */
        CredentialPage: {
            results: components["schemas"]["Credential"][];
            total: number;
        };
        /** @description Whether a token was given, and why not. */
        CredentialTest: {
            message: string;
            success: boolean;
        };
        /** @description Who somebody is; what is no text counts as nothing. */
        Credentials: {
            /** @default null */
            currentPassword?: Record<string, never> | unknown[] | string | number | boolean | null;
            /** @default null */
            password?: Record<string, never> | unknown[] | string | number | boolean | null;
            /** @default null */
            username?: Record<string, never> | unknown[] | string | number | boolean | null;
        };
        /** @description A dashboard with its charts and its source. */
        Dashboard: {
            charts: Record<string, never>[];
            created: string | null;
            deleted: boolean;
            description?: string;
            id: string;
            sourceCode: string;
            tenantId: string;
            timeWindow: components["schemas"]["TimeWindow"];
            title: string;
            updated: string | null;
        };
        /** @description A page of dashboards. */
        DashboardPage: {
            results: components["schemas"]["Dashboard"][];
            total: number;
        };
        /** @description The database; sizes are null when it could not be looked at in time. */
        Database: {
            bytes: number | null;
            product: string | null;
            tables: components["schemas"]["Table"][];
            type: string;
        };
        /** @description Services of a day. */
        DayOfServices: {
            [key: string]: unknown;
        };
        /** @description Which dashboards are shown where none was chosen. */
        DefaultDashboards: Record<string, never>;
        /** @description How many were deleted. */
        DeletedCount: {
            count: number;
        };
        /** @description A flow that uses old types. */
        DeprecatedFlow: {
            deprecatedTasks: components["schemas"]["DeprecatedTask"][];
            flowId: string;
            namespace: string;
            revision: number;
        };
        /** @description A task of an old type. */
        DeprecatedTask: {
            replacement?: string;
            taskId: string;
            taskType: string;
        };
        /** @description A queue with its workers. */
        DescribedQueue: {
            allowedTenants: string[];
            description: string;
            id: string;
            name: string;
            tags: string[];
            workers: components["schemas"]["Service"][];
        };
        /** @description A name with its value in the last success and now; absent where it had none. */
        Difference: {
            before?: components["schemas"]["ComparedValue"];
            name: string;
            now?: components["schemas"]["ComparedValue"];
        };
        /** @description Values that differ, `total` of them, by name: `before` left, `now` right. `equal` others are alike. Of very many that differ the first ones are shown. */
        Differing: {
            equal: number;
            results: components["schemas"]["Difference"][];
            total: number;
        };
        /** @description A heading; `level` is 1 for the title of a page. */
        DocHeading: {
            anchor: string;
            level: number;
            title: string;
        };
        /** @description A section that a search has found. */
        DocHit: {
            anchor: string;
            excerpt: string;
            page: string;
            path: string;
            title: string;
        };
        /** @description All pages; with a text to search for also the sections that have it. */
        DocList: {
            hits: components["schemas"]["DocHit"][];
            pages: components["schemas"]["DocPage"][];
        };
        /** @description A page in a table of contents. */
        DocPage: {
            headings: components["schemas"]["DocHeading"][];
            path: string;
            title: string;
        };
        /** @description A page with its text in Markdown; its headings come in the order of the text. */
        DocText: {
            headings: components["schemas"]["DocHeading"][];
            markdown: string;
            path: string;
            title: string;
        };
        /** @description How long those of a bucket took, as ISO durations; of none there is a count alone. */
        Durations: {
            avg?: string;
            count: number;
            max?: string;
            min?: string;
            sum?: string;
        };
        /** @description From one node to another. */
        Edge: {
            relation: components["schemas"]["EdgeRelation"];
            source: string;
            target: string;
        };
        /** @description Why an edge is there. */
        EdgeRelation: {
            relationType?: string;
            value?: string;
        };
        /** @description An edit, and the flows that it changes. */
        EditOfFlows: {
            /** @default null */
            caseSensitive?: boolean | null;
            flows: components["schemas"]["IdWithNamespace"][];
            query: string;
            /** @default null */
            regex?: boolean | null;
            replacement: string;
            /** @default null */
            wholeWord?: boolean | null;
        };
        /** @description An edit of one line of a flow. */
        EditOfLine: {
            /** @default null */
            caseSensitive?: boolean | null;
            id: string;
            line: number;
            namespace: string;
            query: string;
            /** @default null */
            regex?: boolean | null;
            replacement: string;
            /** @default null */
            wholeWord?: boolean | null;
        };
        /** @description What an edit would replace. */
        EditPreview: {
            editableFlowCount: number;
            flows: components["schemas"]["EditedFlow"][];
            totalFlows: number;
            totalMatches: number;
        };
        /** @description An edit, and the namespace whose flows it would change. */
        EditSought: {
            /** @default null */
            caseSensitive?: boolean | null;
            /** @default null */
            namespace?: string | null;
            query: string;
            /** @default null */
            regex?: boolean | null;
            replacement: string;
            /** @default null */
            wholeWord?: boolean | null;
        };
        /** @description What an edit changed. */
        Edited: {
            skipped: components["schemas"]["SkippedFlow"][];
            updated: components["schemas"]["Flow"][];
        };
        /** @description A flow with the lines that would be replaced. */
        EditedFlow: {
            editable: boolean;
            id: string;
            matches: components["schemas"]["EditedLine"][];
            namespace: string;
        };
        /** @description A line before and after; lines count from 1. */
        EditedLine: {
            after: string;
            before: string;
            line: number;
        };
        /** @description The errors of which one consists, in the older words. */
        Embedded: {
            errors?: components["schemas"]["ErrorPart"][];
        };
        /** @description Somebody who may enter the tenant. */
        Entrant: {
            auths: components["schemas"]["WayIn"][];
            description: string;
            displayName: string;
            groups: components["schemas"]["GroupOfEntrant"][];
            id: string;
            username: string;
        };
        /** @description A page of those who may enter the tenant. */
        Entrants: {
            results: components["schemas"]["Entrant"][];
            total: number;
        };
        /** @description People by a part of their names, or by their ids. */
        EntrantsSought: {
            /** @default null */
            existingOnly?: boolean | null;
            /** @default null */
            ids?: string[] | null;
            /** @default null */
            q?: string | null;
            /** @default null */
            username?: string | null;
        };
        /** @description The name of the environment, and the color that shows it. */
        Environment: {
            color?: string;
            name?: string;
        };
        /** @description An error, in the words of both generations. */
        Error: {
            _embedded?: components["schemas"]["Embedded"];
            _links?: components["schemas"]["Links"];
            detail: string;
            errors?: components["schemas"]["ErrorDetail"][];
            instance: string;
            invalids?: components["schemas"]["InvalidItem"][];
            logref?: string | null;
            message: string;
            path?: string | null;
            status: number;
            title: string;
            type: string;
        };
        /** @description One of several errors: where it is, or which item it is about. */
        ErrorDetail: {
            column?: number;
            detail: string;
            hint?: string;
            line?: number;
            pointer?: string;
            value?: string;
        };
        /** @description Executions of a flow that failed alike; `reason` is the error of the newest of them. Without a task they failed as a whole; without a signature nothing was logged. `counts` are how many ended in each bucket that was asked for, the oldest first. */
        ErrorGroup: {
            count: number;
            counts?: number[];
            executionIds: string[];
            /** Format: date-time */
            firstDate: string;
            flowId: string;
            /** Format: date-time */
            lastDate: string;
            namespace: string;
            reason?: string;
            signature?: string;
            taskId?: string;
        };
        /** @description The largest groups first; `read` of `total` failed executions were looked at. The buckets that were asked for are equal parts of the time from `startDate` to `endDate`. */
        ErrorGroups: {
            /** Format: date-time */
            endDate?: string;
            read: number;
            results: components["schemas"]["ErrorGroup"][];
            /** Format: date-time */
            startDate?: string;
            total: number;
        };
        /** @description One of several errors, in the older words. */
        ErrorPart: {
            _embedded: components["schemas"]["Embedded"];
            _links: components["schemas"]["Links"];
            logref: string | null;
            message: string;
            path: string | null;
        };
        /** @description What a policy makes of a flow. */
        Evaluated: {
            conflicts: components["schemas"]["PolicyConflict"][];
            mutations: components["schemas"]["Mutation"][];
            resource: components["schemas"]["EvaluatedResource"];
            violations: components["schemas"]["PolicyViolation"][];
        };
        /** @description Which flow. */
        EvaluatedResource: {
            id: string;
            kind: string;
            namespace: string;
        };
        /** @description What an expression is, or why it is nothing. */
        Evaluation: {
            column?: number;
            error?: string;
            hint?: string;
            line?: number;
            result?: string;
            stackTrace?: string;
        };
        /** @description How many flows a policy speaks of, changes and objects to. */
        EvaluationCounts: {
            conflicting: number;
            mutated: number;
            scanned: number;
            violating: number;
        };
        /** @description One run of a flow. What is empty is absent; rows of a list may be short. `failure` is in slim rows, and where one is read or waited for. */
        Execution: {
            breakpoints?: components["schemas"]["Breakpoint"][];
            deleted: boolean;
            failure?: components["schemas"]["Failure"];
            flowId: string;
            flowRevision: number;
            id: string;
            inputs?: Record<string, never>;
            kind?: string;
            labels?: components["schemas"]["Label"][];
            loopRun?: components["schemas"]["LoopRun"];
            metadata?: components["schemas"]["Metadata"];
            namespace: string;
            originalId: string;
            outputs?: Record<string, never>;
            parentId?: string;
            /** Format: date-time */
            scheduleDate?: string;
            state: components["schemas"]["State"];
            taskRunList?: components["schemas"]["TaskRun"][];
            tenantId: string;
            traceParent?: string;
            trigger?: components["schemas"]["ExecutionTrigger"];
            url?: string;
            variables?: Record<string, never>;
            waitingFor?: string;
        };
        /** @description News of an execution. `snapshot` begins anew: the execution without task runs, and the first of these; `taskRuns` has more of them. `progress` and `end` have the task runs that changed and the ids of those that are gone. The execution in a `progress` is a slim row: inputs, outputs, variables and trigger stay as they were sent last. `taskRunCount` is how many there are in all. */
        ExecutionChange: {
            execution?: components["schemas"]["Execution"];
            removed: string[];
            taskRunCount: number;
            taskRuns: components["schemas"]["TaskRunRow"][];
            version: number;
        };
        /** @description A page of executions. */
        ExecutionPage: {
            results: components["schemas"]["Execution"][];
            total: number;
        };
        /** @description A bucket of executions or task runs. An answer may have fifteen thousand of these. */
        ExecutionStatistics: {
            duration: components["schemas"]["Durations"];
            executionCounts: {
                [key: string]: number;
            };
            groupBy: string;
            /** Format: date-time */
            startDate: string;
        };
        /** @description What started an execution: a trigger or a calling task, with its variables. */
        ExecutionTrigger: {
            id: string;
            logFile?: string;
            type: string;
            variables: Record<string, never>;
        };
        /** @description Executions of yesterday and today. */
        ExecutionUsage: {
            dailyExecutionsCount: components["schemas"]["ExecutionStatistics"][];
        };
        /** @description What a filter, function or test does and takes. */
        Explained: {
            about: string;
            arguments: components["schemas"]["ExplainedArgument"][];
            kind: string;
            name: string;
            signature: string;
        };
        /** @description What an argument is for. */
        ExplainedArgument: {
            about: string;
            name: string;
            type: string;
        };
        /** @description Expressions and where they stand: in an execution, a stored flow or the source of one. */
        ExpressionsInput: {
            /** @default null */
            executionId?: string | null;
            expressions: string[];
            /** @default null */
            flow?: string | null;
            /** @default null */
            flowId?: string | null;
            /** @default null */
            namespace?: string | null;
        };
        /** @description A flow of which so many executions failed within a week; `runs` are its newest. `failure` is that of the newest that failed; without `lastSuccess` none of `runs` is good. */
        FailedFlow: {
            failure?: components["schemas"]["Failure"];
            failures: number;
            flowId: string;
            /** Format: date-time */
            lastSuccess?: string;
            namespace: string;
            runs: components["schemas"]["Latest"][];
        };
        /** @description A flow whose last executions all failed; from 10 on there may be more of them. `executionIds` are those, the newest first. */
        FailingFlow: {
            executionIds: string[];
            failure?: components["schemas"]["Failure"];
            failures: number;
            flowId: string;
            /** Format: date-time */
            lastDate: string;
            lastExecutionId: string;
            namespace: string;
            /** Format: date-time */
            since: string;
        };
        /** @description A trigger whose last evaluation failed. */
        FailingTrigger: {
            error: string;
            /** Format: date-time */
            evaluatedAt?: string;
            flowId: string;
            namespace: string;
            triggerId: string;
        };
        /** @description The task run that failed first, how often it was tried, and the last error of its log. Without a task run the execution failed as a whole. `errors` are the last of its attempt, oldest first: only where one execution is explained, for those who may read its log. */
        Failure: {
            attempts?: number;
            errors?: string[];
            reason?: string;
            taskId?: string;
            taskRunId?: string;
            value?: string;
        };
        /** @description A file or folder; dates are in epoch milliseconds. */
        FileAttributes: {
            creationTime: number;
            fileName: string;
            lastModifiedTime: number;
            size: number;
            /** @enum {string} */
            type: "Directory" | "File";
        };
        /** @description The beginning of a file: rows, a text or an image, as `type` says. */
        FilePreview: {
            content: unknown;
            extension: string;
            maxLine: number;
            truncated: boolean;
            type: string;
        };
        /** @description A revision of a file, from 1. */
        FileRevision: {
            revision: number;
        };
        /** @description How large a file is. */
        FileSize: {
            size: number;
        };
        /** @description A condition, or a group of them: `logical` is AND or OR, and `children` are its members. */
        FilterInput: {
            children?: components["schemas"]["FilterInput"][];
            field?: string;
            logical?: string;
            operation?: string;
            value?: unknown;
        };
        /** @description What narrows besides the query string. */
        FiltersInput: {
            /** @default null */
            filters?: components["schemas"]["FilterInput"][] | null;
        };
        /** @description A few of each kind that match; plugins are types of tasks, triggers and conditions. */
        Findings: {
            dashboards: components["schemas"]["FoundDashboard"][];
            executions: components["schemas"]["FoundExecution"][];
            flows: components["schemas"]["FoundFlow"][];
            keys: components["schemas"]["FoundKey"][];
            namespaces: string[];
            plugins: string[];
        };
        /** @description A flow: what the author wrote, without plugin defaults. What was not written is absent. */
        Flow: {
            afterExecution?: Record<string, never>[];
            author?: string;
            checks?: Record<string, never>[];
            concurrency?: Record<string, never>;
            deleted: boolean;
            description?: string;
            disabled: boolean;
            draft: boolean;
            errors?: Record<string, never>[];
            exception?: string;
            finally?: Record<string, never>[];
            id: string;
            inputs?: Record<string, never>[];
            labels?: components["schemas"]["Label"][];
            listeners?: Record<string, never>[];
            message?: string;
            namespace: string;
            outputs?: Record<string, never>[];
            pluginDefaults?: Record<string, never>[];
            retry?: Record<string, never>;
            revision: number;
            sla?: Record<string, never>[];
            source?: string;
            taskDefaults?: Record<string, never>[];
            tasks: Record<string, never>[];
            tenantId: string;
            triggers?: Record<string, never>[];
            /** Format: date-time */
            updated?: string;
            variables?: Record<string, never>;
            workerGroup?: Record<string, never>;
        };
        /** @description How long a flow usually takes. */
        FlowDurations: {
            flowId: string;
            namespace: string;
            usual: components["schemas"]["Spread"];
        };
        /** @description The light form of a flow that an execution's page needs: tasks by id and type only. */
        FlowForExecution: {
            afterExecution: components["schemas"]["Task"][];
            deleted: boolean;
            disabled: boolean;
            draft: boolean;
            errors: components["schemas"]["Task"][];
            finally: components["schemas"]["Task"][];
            id: string;
            inputs?: Record<string, never>[];
            labels?: components["schemas"]["Label"][];
            namespace: string;
            outputs?: Record<string, never>[];
            revision: number;
            tasks: components["schemas"]["Task"][];
            tenantId: string;
            triggers: components["schemas"]["TriggerRef"][];
            variables?: Record<string, never>;
        };
        /** @description The graph of a flow or an execution. */
        FlowGraph: {
            clusters: components["schemas"]["Cluster"][];
            edges: components["schemas"]["Edge"][];
            nodes: components["schemas"]["Node"][];
        };
        /** @description The id of a flow; one without is passed over. */
        FlowName: {
            id?: unknown;
            namespace?: unknown;
        };
        /** @description A page of flows. */
        FlowPage: {
            results: components["schemas"]["Flow"][];
            total: number;
        };
        /** @description Flows and their links. */
        FlowTopologyGraph: {
            edges: components["schemas"]["TopologyEdge"][];
            nodes: components["schemas"]["TopologyNode"][];
        };
        /** @description How many flows there are, and what they use. */
        FlowUsage: {
            count: number;
            namespacesCount: number;
            taskRunnerTypeCount: {
                [key: string]: number;
            };
            taskTypeCount: {
                [key: string]: number;
            };
            triggerTypeCount: {
                [key: string]: number;
            };
        };
        /** @description An entry with who did it. */
        FoundAuditEntry: {
            auditLog?: components["schemas"]["AuditEntry"];
            user?: components["schemas"]["AuditUser"];
        };
        /** @description A dashboard. */
        FoundDashboard: {
            id: string;
            title: string;
        };
        /** @description An execution. */
        FoundExecution: {
            flowId: string;
            id: string;
            namespace: string;
            /** Format: date-time */
            startDate: string;
            state: components["schemas"]["StateType"];
        };
        /** @description A flow. */
        FoundFlow: {
            description?: string;
            disabled: boolean;
            id: string;
            labels: components["schemas"]["Label"][];
            namespace: string;
        };
        /** @description A key, without its value. */
        FoundKey: {
            key: string;
            namespace: string;
        };
        /** @description A flow in which a text was found, in the words of both generations. */
        FoundSource: {
            editable: boolean;
            fragments: string[];
            id: string;
            matches: components["schemas"]["SourceMatch"][];
            model: components["schemas"]["Flow"];
            namespace: string;
        };
        /** @description A page of flows in which a text was found. */
        FoundSourcePage: {
            results: components["schemas"]["FoundSource"][];
            total: number;
        };
        /** @description A task run of a search, with the type of its task as far as its flow still has it. */
        FoundTaskRun: {
            attempts?: components["schemas"]["Attempt"][];
            dynamic?: boolean;
            executionId: string;
            flowId: string;
            forceExecution?: boolean;
            id: string;
            iteration?: number;
            namespace: string;
            outputs: Record<string, never> | null;
            parentTaskRunId?: string;
            state: components["schemas"]["State"];
            taskId: string;
            taskType?: string;
            tenantId: string;
            value?: string;
        };
        /** @description A trigger with its definition, under the names of both generations. */
        FoundTrigger: {
            abstractTrigger?: Record<string, never>;
            state: components["schemas"]["Trigger"];
            trigger?: Record<string, never>;
            triggerContext: components["schemas"]["Trigger"];
        };
        /** @description A page of triggers with their definitions. */
        FoundTriggerPage: {
            results: components["schemas"]["FoundTrigger"][];
            total: number;
        };
        /** @description A role as older clients read it. */
        FullRole: {
            deleted: boolean;
            description: string;
            id: string;
            isDefault: boolean;
            isManaged: boolean;
            name: string;
            permissions: {
                [key: string]: string[];
            };
        };
        /** @description A function of expressions. */
        Function: {
            arguments: components["schemas"]["Argument"][];
            name: string;
        };
        /** @description What a template made of arguments. */
        Generated: {
            generatedFlowSource: string;
        };
        /** @description A role that somebody has: `origin` is BINDING or GROUP, `sourceId` that binding or group. */
        GivenRole: {
            id: string;
            name: string;
            namespace?: string;
            origin: string;
            permissions: components["schemas"]["Permission"][];
            sourceId: string;
        };
        /** @description A worker that fell silent. */
        GoneWorker: {
            /** Format: date-time */
            heardDate: string;
            hostname: string;
            id: string;
        };
        /** @description A group. */
        Group: {
            description: string;
            id: string;
            name: string;
        };
        /** @description A group by id. */
        GroupId: {
            id: string;
        };
        /** @description A group by id. */
        GroupIdInput: {
            id: string;
        };
        /** @description A group, a new one with members. */
        GroupInput: {
            /** @default null */
            description?: string | null;
            /** @default null */
            membersId?: string[] | null;
            name: string;
        };
        /** @description The places of all workers of a group. */
        GroupLoad: {
            shared: components["schemas"]["SharedLoad"];
            /** Format: date-time */
            snapshotAt: string;
            subscriptions: components["schemas"]["QueueLoad"][];
            totalAllocated: number;
            totalEndedRate: number;
            totalInflight: number;
            totalUsed: number;
            workerGroupId: string;
        };
        /** @description A group of somebody who may enter the tenant; `external` ones are managed elsewhere. */
        GroupOfEntrant: {
            external: boolean;
            id: string;
            name: string;
        };
        /** @description A group of a member, and whether they own it. */
        GroupOfMember: {
            external: boolean;
            id: string;
            membership: string;
            name: string;
        };
        /** @description A worker of a group that runs. */
        GroupWorker: {
            capacity: components["schemas"]["WorkerLoad"];
            /** Format: date-time */
            createdAt: string;
            credentialId?: string;
            /** Format: date-time */
            registeredAt: string;
            state: string;
            tokenUid?: string;
            /** Format: date-time */
            updatedAt: string;
            workerId: string;
            workerName: string;
        };
        /** @description The workers of a group that run. */
        GroupWorkers: {
            workers: components["schemas"]["GroupWorker"][];
        };
        /** @description A page of groups. */
        Groups: {
            results: components["schemas"]["Group"][];
            total: number;
        };
        /** @description The machine. */
        Host: {
            jvm: components["schemas"]["Runtime"];
            os: components["schemas"]["System"];
            uuid: string;
        };
        /** @description How many of the dates are within an hour. */
        Hour: {
            count: number;
            /** Format: date-time */
            date: string;
        };
        /** @description The id of a flow or template. */
        IdWithNamespace: {
            id: string;
            namespace: string;
        };
        /** @description Ids of groups or roles. */
        IdsInput: {
            ids: string[];
        };
        /** @description A policy that was not imported; `document` is its id or its number. */
        ImportError: {
            document: string;
            message: string;
        };
        /** @description What a namespace can use, the nearest level first. */
        InheritedCredentials: {
            levels: components["schemas"]["CredentialLevel"][];
        };
        /** @description Property values for all plugins whose type begins so, and the namespace that has them. */
        InheritedDefault: {
            forced: boolean;
            namespace: string;
            ref?: string;
            type: string;
            values: Record<string, never>;
        };
        /** @description What became of one input: as it is declared, and its value once it has one. */
        InputReport: {
            enabled: boolean;
            errors: components["schemas"]["Message"][];
            input: Record<string, never>;
            isDefault: boolean;
            value?: unknown;
        };
        /** @description What became of each input. */
        InputReports: {
            checks: components["schemas"]["Check"][];
            id: string;
            inputs: components["schemas"]["InputReport"][];
            namespace: string;
        };
        /** @description A type of input. */
        InputType: {
            cls: string;
            type: string;
        };
        /** @enum {string} */
        IntegrationKind: "SCIM";
        /** @description An item that an action could not handle, in the older words. */
        InvalidItem: {
            executableParameters: string[];
            invalidValue: string;
            leafBean: string;
            message: string;
            messageTemplate: string;
            path: string;
            propertyPath: components["schemas"]["PropertyNode"][];
            rootBean: string;
            rootBeanClass: string;
        };
        /** @description An invitation; its link has a key only in the answer to whoever made it. */
        Invitation: {
            /** Format: date-time */
            acceptedAt?: string;
            email: string;
            /** Format: date-time */
            expiredAt: string;
            groups: components["schemas"]["Group"][];
            id: string;
            link: string;
            roles: components["schemas"]["RoleSummary"][];
            /** Format: date-time */
            sentAt: string;
            status: string;
            superAdmin: boolean;
            tenantId: string;
        };
        /** @description Whom to invite, and what they are given. */
        InvitationInput: {
            /** @default null */
            createUserIfNotExist?: boolean | null;
            email: string;
            /** @default null */
            groups?: string[] | null;
            /** @default null */
            instanceOwner?: boolean | null;
            /** @default null */
            roles?: components["schemas"]["InvitedRoleInput"][] | null;
            /** @default null */
            superAdmin?: boolean | null;
        };
        /** @description A page of invitations. */
        Invitations: {
            results: components["schemas"]["Invitation"][];
            total: number;
        };
        /** @description The account of somebody who was invited; the key is that of the link. */
        InvitedAccountInput: {
            /** @default null */
            firstName?: string | null;
            /** @default null */
            key?: string | null;
            /** @default null */
            lastName?: string | null;
            password: string;
        };
        /** @description A role that an invitation gives; without namespaces in the whole tenant. */
        InvitedRoleInput: {
            id: string;
            /** @default null */
            namespaces?: string[] | null;
        };
        /** @description One iteration of a Loop, which is an execution; `logs` when they are asked for. */
        Iteration: {
            /** Format: date-time */
            endDate?: string;
            failure?: components["schemas"]["Failure"];
            id: string;
            index: number;
            key?: string;
            logs?: components["schemas"]["LogEntry"][];
            outputs?: Record<string, never>;
            /** Format: date-time */
            startDate: string;
            state: components["schemas"]["StateType"];
            taskId: string;
            taskRunId: string;
            value: string;
        };
        /** @description A page of iterations, failed ones first. */
        IterationPage: {
            results: components["schemas"]["Iteration"][];
            total: number;
        };
        /** @description A JSON schema of draft 7. */
        JsonSchema: {
            $schema?: string;
            definitions?: Record<string, never>;
            properties?: Record<string, never>;
            required?: string[];
            type?: string | string[];
        } & {
            [key: string]: unknown;
        };
        /** @description Keys by name. */
        KeysInput: {
            /** @default null */
            keys?: string[] | null;
        };
        /** @description A kill switch; one that was deleted is only listed. */
        KillSwitch: {
            deleted: boolean;
            description?: string;
            enabled: boolean;
            /** Format: date-time */
            endDate?: string;
            evaluationType: components["schemas"]["SwitchType"];
            executionIds?: string[];
            flowId?: string;
            id: string;
            name: string;
            namespace?: string;
            /** Format: date-time */
            startDate: string;
            tenantId?: string;
        };
        /** @description A kill switch; a narrower scope needs the wider one, and none at all is everything. */
        KillSwitchInput: {
            /** @default null */
            description?: string | null;
            /** @default null */
            enabled?: boolean | null;
            /** @default null */
            endDate?: string | null;
            evaluationType: components["schemas"]["SwitchType"];
            /** @default null */
            executionIds?: string[] | null;
            /** @default null */
            flowId?: string | null;
            /** @default null */
            id?: string | null;
            name: string;
            /** @default null */
            namespace?: string | null;
            /** Format: date-time */
            startDate: string;
            /** @default null */
            tenantId?: string | null;
        };
        /** @description A key with its type and dates. `value` is there in lists that were asked for values: not of keys that have expired, and not when it is long. */
        KvEntry: {
            /** Format: date-time */
            creationDate: string;
            description?: string;
            /** Format: date-time */
            expirationDate?: string;
            key: string;
            namespace: string;
            revision: number;
            type: string;
            /** Format: date-time */
            updateDate: string;
            value?: unknown;
        };
        /** @description Keys that were deleted. */
        KvKeys: {
            keys: string[];
        };
        /** @description A page of keys. */
        KvPage: {
            results: components["schemas"]["KvEntry"][];
            total: number;
        };
        /** @description The typed value of a key; a null value has no member. */
        KvValue: {
            revision: number;
            type: string;
            /** Format: date-time */
            updated: string;
            value?: unknown;
        };
        /** @description A key and its value, both text that every store can hold, cut to what is allowed. Whoever can refuse a label asks `label_problem` before. */
        Label: {
            key: string;
            value: string;
        };
        /** @description A label; numbers and truth values are taken for their texts. */
        LabelInput: {
            key: string | number | boolean;
            value: string | number | boolean;
        };
        /** @description Labels for several executions. */
        LabelledExecutions: {
            /** @default null */
            executionLabels?: components["schemas"]["LabelInput"][] | {
                [key: string]: string | number | boolean;
            } | null;
            /** @default null */
            executionsId?: string[] | null;
        };
        /** @description An execution of a schedule: its date, and how many seconds later it first ran. Without `beganDate` it still waits. With `madeUp` the next date of the schedule had passed as well when it was created: it was backfilled, or made up for what was missed. */
        LateExecution: {
            /** Format: date-time */
            beganDate?: string;
            /** Format: date-time */
            createdDate: string;
            /** Format: date-time */
            date: string;
            flowId: string;
            id: string;
            madeUp: boolean;
            namespace: string;
            seconds: number;
            state: components["schemas"]["StateType"];
            triggerId?: string;
        };
        /** @description The latest first, of `late` ones; `read` of `total` executions were looked at. */
        LateExecutions: {
            late: number;
            read: number;
            results: components["schemas"]["LateExecution"][];
            total: number;
        };
        /** @description One of the newest executions of a flow; the duration is an ISO one, so far or in all. */
        Latest: {
            duration: string;
            /** Format: date-time */
            endDate?: string;
            failure?: components["schemas"]["Failure"];
            flowId: string;
            id: string;
            namespace: string;
            /** Format: date-time */
            startDate: string;
            status: components["schemas"]["StateType"];
        };
        /** @description The flows whose newest executions are wanted; all without them. */
        LatestRequest: {
            /** @default null */
            flows?: components["schemas"]["FlowName"][] | null;
        };
        /** @enum {string} */
        Level: "DEBUG" | "ERROR" | "INFO" | "TRACE" | "WARN";
        /** @description The concurrency limit of the flow, who has its slots, and the place in its queue from 1. */
        LimitUse: {
            holders: string[];
            limit?: number;
            position: number;
            taken: number;
        };
        /** @description A link; all but the address says nothing. */
        Link: {
            deprecation: string | null;
            href: string;
            hreflang: string | null;
            name: string | null;
            profile: string | null;
            templated: boolean;
            title: string | null;
            type: string | null;
        };
        /** @description Where the error is from; nowhere for a part of it. */
        Links: {
            self?: components["schemas"]["Link"];
        };
        /** @description A queue, and how many workers take its jobs now. */
        ListedQueue: {
            activeWorkers: number;
            allowedTenants: string[];
            description: string;
            id: string;
            name: string;
            tags: string[];
        };
        /** @description Entries of a task run, or of the execution itself where no task run is named. */
        LogCounts: {
            levels: {
                [key: string]: number;
            };
            taskId?: string;
            taskRunId?: string;
            total: number;
        };
        /** @description One entry; `attemptNumber` is there even when it is null. `number` is there in windows of a log: `after` takes the one of the last entry. */
        LogEntry: {
            attemptNumber: number | null;
            deleted: boolean;
            executionId?: string;
            executionKind?: string;
            flowId: string;
            level: components["schemas"]["Level"];
            message: string;
            namespace: string;
            number?: number;
            taskId?: string;
            taskRunId?: string;
            tenantId: string;
            thread?: string;
            /** Format: date-time */
            timestamp: string;
            triggerId?: string;
        };
        /** @description A page of entries. */
        LogPage: {
            results: components["schemas"]["LogEntry"][];
            total: number;
            type: string;
        };
        /** @description A bucket of log entries. */
        LogStatistics: {
            counts: {
                [key: string]: number;
            };
            groupBy: string;
            /** Format: date-time */
            timestamp: string;
        };
        /** @description How many entries there are, by level and by task run; levels without any are left out. */
        LogStats: {
            levels: {
                [key: string]: number;
            };
            taskRuns: components["schemas"]["LogCounts"][];
            total: number;
        };
        /** @description Which log entries are counted. */
        LogStatsRequest: {
            /** @default null */
            endDate?: (string | unknown | "") | null;
            /** @default null */
            flowId?: string | number | boolean | null;
            /** @default null */
            logLevel?: ("TRACE" | "DEBUG" | "INFO" | "WARN" | "ERROR" | "") | null;
            /** @default null */
            namespace?: string | number | boolean | null;
            /** @default null */
            q?: string | number | boolean | null;
            /** @default null */
            startDate?: (string | unknown | "") | null;
        };
        /** @description Whether there is a user. */
        LoginConfiguration: {
            isBasicAuthInitialized: boolean;
        };
        /** @description An execution that runs longer than 95 of 100 of its flow do; durations are in seconds. */
        LongRun: {
            duration: number;
            flowId: string;
            id: string;
            namespace: string;
            /** Format: date-time */
            startDate: string;
            usual: components["schemas"]["Spread"];
        };
        /** @description The execution that a loop belongs to. */
        LoopParent: {
            flowId: string;
            flowRevision: number;
            id: string;
            namespace: string;
            tenantId: string;
        };
        /** @description Which turn of which loop an execution is; `parents` are the turns of the loops around it. */
        LoopRun: {
            index: number;
            key?: string;
            parent: components["schemas"]["LoopParent"];
            parents?: components["schemas"]["LoopTurn"][];
            taskId: string;
            taskRunId: string;
            value: string;
        };
        /** @description One turn of a loop. */
        LoopTurn: {
            index: number;
            key?: string;
            value: string;
        };
        /** @description Whether servers are under maintenance; the services, by type, only while they are. */
        Maintenance: {
            maintenance: boolean;
            ready: boolean;
            services: {
                [key: string]: components["schemas"]["RestingServices"];
            };
        };
        /** @description What the package says of itself. */
        Manifest: {
            "Manifest-Version"?: string;
            "X-Kestra-Group": string;
            "X-Kestra-Title": string;
        };
        /** @description The user. */
        Me: {
            auths: components["schemas"]["Auth"][];
            email: string;
            firstName: string;
            id: string;
            instanceOwner: boolean;
            lastName: string;
            mustChangePassword: boolean;
            profile: components["schemas"]["Profile"];
            restricted: boolean;
            superAdmin: boolean;
            tenants: components["schemas"]["Tenant"][];
        };
        /** @description A member of a group, with all groups that they are in. */
        Member: {
            displayName: string;
            groups: components["schemas"]["GroupOfMember"][];
            id: string;
            username: string;
        };
        /** @description A page of members. */
        Members: {
            results: components["schemas"]["Member"][];
            total: number;
        };
        /** @description What is wrong. */
        Message: {
            message: string;
        };
        /** @description The number of the attempt from 1, the first date of all attempts, the depth of calls. */
        Metadata: {
            attemptNumber: number;
            executionDepth: number;
            /** Format: date-time */
            originalCreatedDate: string;
        };
        /** @description One value of a metric. */
        Metric: {
            deleted: boolean;
            executionId: string;
            flowId: string;
            name: string;
            namespace: string;
            tags?: {
                [key: string]: string;
            };
            taskId: string;
            taskRunId: string;
            /** Format: date-time */
            timestamp: string;
            type: string;
            value: number;
        };
        /** @description The value of a metric in one bucket; an empty bucket does not name it. */
        MetricAggregation: {
            /** Format: date-time */
            date: string;
            name?: string;
            value: number | null;
        };
        /** @description The values of a metric over time. */
        MetricAggregations: {
            aggregations: components["schemas"]["MetricAggregation"][];
            groupBy: string;
        };
        /** @description A page of values. */
        MetricPage: {
            results: components["schemas"]["Metric"][];
            total: number;
        };
        /** @description Plugins that a flow needs and the server lacks. */
        MissingPlugins: {
            missing: string[];
        };
        /** @description A change that a policy makes. */
        Mutation: {
            action: string;
            policyId: string;
            previousValue: unknown;
            scope: string;
            target: string;
            value: unknown;
        };
        /** @description A role or group by name. */
        Named: {
            id: string;
            name: string;
        };
        /** @description A namespace with what somebody said of it. */
        Namespace: {
            deleted: boolean;
            description?: string;
            id: string;
            variables?: Record<string, never>;
        } & {
            [key: string]: unknown;
        };
        /** @description What is said of a namespace; other members are kept as they are. */
        NamespaceChange: {
            description?: unknown;
            pluginDefaults?: unknown;
            quotas?: unknown;
            storageQuota?: unknown;
            variables?: unknown;
        };
        /** @description A new namespace with what is said of it. */
        NamespaceInput: {
            description?: unknown;
            id: string;
            pluginDefaults?: unknown;
            quotas?: unknown;
            storageQuota?: unknown;
            variables?: unknown;
        };
        /** @description A namespace in a list; `flows` is how many it has itself, without those below it. */
        NamespaceName: {
            deleted: boolean;
            description?: string;
            disabled: boolean;
            flows: number;
            id: string;
        };
        /** @description A page of namespaces. */
        NamespacePage: {
            results: components["schemas"]["NamespaceName"][];
            total: number;
        };
        /** @description Words of a name, and names that are wanted if they exist. */
        NamespaceSought: {
            /** @default null */
            ids?: string[] | null;
            /** @default null */
            q?: string | null;
        };
        /** @description The executions of a namespace, by state and in all. */
        NamespaceStatistics: {
            counts: {
                [key: string]: number;
            };
            total: number;
        };
        /** @description One that was just made, with the token that no other answer has. */
        NewIntegration: {
            apiToken: components["schemas"]["Token"];
            deleted: boolean;
            description: string;
            enabled: boolean;
            id: string;
            name: string;
            tenantId: string;
            type: components["schemas"]["IntegrationKind"];
            uri: string;
        };
        /** @description A new token with its text, which is shown this once. */
        NewToken: {
            details: components["schemas"]["WorkerToken"];
            token: string;
        };
        /** @description A node of a graph: a task, a trigger, or where a cluster begins or ends. */
        Node: {
            branchType?: string;
            error: boolean;
            relationType?: string;
            task?: Record<string, never>;
            taskRun?: components["schemas"]["TaskRun"];
            triggerDeclaration?: Record<string, never>;
            type: string;
            uid: string;
            values?: string[];
        };
        /** @description A node by its name and type. */
        NodeName: {
            type: string;
            uid: string;
        };
        /** @description An object without members. */
        Nothing: Record<string, never>;
        /** @description A notification. */
        Notification: {
            [key: string]: unknown;
        };
        /** @description Notifications, and when they were asked for. */
        Notifications: {
            notifications: components["schemas"]["Notification"][];
            /** Format: date-time */
            serverTime: string;
        };
        /** @description A role that an invitation will give. */
        OfferedBinding: {
            namespaceId: string | null;
            roleId: string;
            type: components["schemas"]["SubjectKind"];
        };
        /** @description Outputs by name. */
        Outputs: {
            [key: string]: unknown;
        };
        /** @description An invitation to whoever asks, as it is stored. */
        OwnInvitation: {
            /** Format: date-time */
            acceptedAt?: string;
            bindings: components["schemas"]["OfferedBinding"][];
            deleted: boolean;
            email: string;
            /** Format: date-time */
            expiredAt: string;
            groupIds: string[];
            id: string;
            isExpired: boolean;
            link: string;
            /** Format: date-time */
            sentAt: string;
            status: string;
            superAdmin: boolean;
            tenantId: string;
            userType: components["schemas"]["UserKind"];
        };
        /** @description Another password for oneself. */
        OwnPasswordInput: {
            newPassword: string;
            oldPassword: string;
        };
        /** @description Whether somebody owns the server, under either name. */
        OwnerInput: {
            /** @default null */
            instanceOwner?: boolean | null;
            /** @default null */
            superAdmin?: boolean | null;
        };
        /** @enum {string} */
        PageKind: "flow" | "home" | "namespace";
        /** @description The source of a chart, and which of its rows; all without a size. */
        PagedChart: {
            chart: string;
            pageNumber?: number;
            pageSize?: number;
        };
        /** @description A new password for a user. */
        PasswordInput: {
            password: string;
        };
        /** @description What a password must have. */
        PasswordRules: {
            passwordAllowedSpecialCharacters: string;
            passwordMinDigits: number;
            passwordMinLength: number;
            passwordMinLowerCase: number;
            passwordMinUpperCase: number;
            passwordRequireSpecial: boolean;
        };
        /** @description What a role allows of one resource. */
        Permission: {
            actions: string[];
            resource: string;
        };
        /** @description A state with the dates that a bar on a time line needs: created, first running, ended. */
        Phase: {
            current: components["schemas"]["StateType"];
            /** Format: date-time */
            endDate?: string;
            /** Format: date-time */
            runningDate?: string;
            /** Format: date-time */
            startDate: string;
        };
        /** @description What to run again in the playground, from the start unless a task run is named. `breakpoints` are tasks to stop before, `taskId` or `taskId.value`; `outputs` by the id of a task run stand for those that it gave. */
        PlaygroundInput: {
            /** @default null */
            breakpoints?: string[] | null;
            /** @default null */
            outputs?: {
                [key: string]: Record<string, never>;
            } | null;
            /** @default null */
            taskRunId?: string | null;
        };
        /** @description A package with its types, or a part of one. */
        Plugin: {
            additionalPlugins: (string | components["schemas"]["PluginType"])[];
            aliases: string[];
            appBlocks: (string | components["schemas"]["PluginType"])[];
            apps: (string | components["schemas"]["PluginType"])[];
            categories: string[];
            charts: (string | components["schemas"]["PluginType"])[];
            conditions: (string | components["schemas"]["PluginType"])[];
            dataFilters: (string | components["schemas"]["PluginType"])[];
            dataFiltersKPI: (string | components["schemas"]["PluginType"])[];
            group: string;
            guides: string[];
            logExporters: (string | components["schemas"]["PluginType"])[];
            manifest: components["schemas"]["Manifest"];
            name: string;
            secrets: (string | components["schemas"]["PluginType"])[];
            storages: (string | components["schemas"]["PluginType"])[];
            subGroup?: string;
            taskRunners: (string | components["schemas"]["PluginType"])[];
            tasks: (string | components["schemas"]["PluginType"])[];
            title: string;
            triggers: (string | components["schemas"]["PluginType"])[];
            version?: string;
        };
        /** @description The page of a type in Markdown, with its schema. */
        PluginDocumentation: {
            markdown: string;
            schema: components["schemas"]["PluginSchema"];
        };
        /** @description A picture as base64 text. */
        PluginIcon: {
            flowable: boolean;
            hash: string;
            icon: string;
            monochrome: boolean;
            name: string;
        };
        /** @description The picture of a type. */
        PluginIconAnswer: {
            icon: components["schemas"]["PluginIcon"];
        };
        /** @description A package of plugins, or a type of one. */
        PluginPackage: {
            name?: unknown;
            version?: unknown;
        };
        /** @description A page of packages. */
        PluginPage: {
            results: components["schemas"]["Plugin"][];
            total: number;
        };
        /** @description JSON schemas of the properties and outputs of a type, and what they refer to. */
        PluginSchema: {
            definitions?: {
                [key: string]: components["schemas"]["JsonSchema"];
            };
            outputs?: components["schemas"]["JsonSchema"];
            properties: components["schemas"]["JsonSchema"];
        };
        /** @description A type of a package. */
        PluginType: {
            cls: string;
            deprecated?: boolean;
            description?: string;
            title?: string;
        };
        /** @description Versions of a type that are installed. */
        PluginVersions: {
            type: string;
            versions: string[];
        };
        /** @description A page of policies. */
        Policies: {
            results: components["schemas"]["PolicySummary"][];
            total: number;
        };
        /** @description What an import did. */
        PoliciesImported: {
            errors: components["schemas"]["ImportError"][];
            imported: number;
        };
        /** @description A policy as it was written, with its place. */
        Policy: {
            deleted: boolean;
            description?: string;
            displayName?: string;
            enforcement: string;
            id: string;
            namespace?: string;
            rules: Record<string, never>[];
            scope: string;
            target?: Record<string, never>;
        };
        /** @description A path that one policy adds and another deletes. */
        PolicyConflict: {
            addPolicyId: string;
            addScope: string;
            deletePolicyId: string;
            deleteScope: string;
            message: string;
            target: string;
        };
        /** @description What a policy makes of all flows: a page of those that it has something to say of. */
        PolicyEvaluation: {
            counts: components["schemas"]["EvaluationCounts"];
            results: components["schemas"]["Evaluated"][];
            total: number;
        };
        /** @description What policies make of a source. */
        PolicyPreview: {
            conflicts: components["schemas"]["PolicyConflict"][];
            mutations: components["schemas"]["Mutation"][];
            resolvedSource: string;
            violations: components["schemas"]["PolicyViolation"][];
        };
        /** @description A source that somebody is writing. */
        PolicyPreviewInput: {
            namespace: string;
            source: string;
        };
        /** @description A policy in a list. */
        PolicySummary: {
            description?: string;
            displayName?: string;
            enforcement: string;
            id: string;
            namespace?: string;
            rules: components["schemas"]["RuleCount"];
            scope: string;
            target?: Record<string, never>;
        };
        /** @description What a policy does not let pass, or warns of. */
        PolicyViolation: {
            message: string;
            policyId: string;
            ruleType: string;
            scope: string;
            severity: string;
            target: string;
            taskId?: string;
        };
        /** @description How a person likes the pages; what is absent is as the pages have it by themselves. Shapes: `language` is a code such as `de`, `zone` the name of a time zone; both and `namespace` are empty for none in particular. `dashboardRefresh` is in seconds, `sizes` are in pixels by pane or column. Columns are by table, those of logs by `log`; `usualViews` has the id of a view by list. `editorFont` is the name of a font on the computer of the reader, empty for that of the pages; `hiddenPlaces` are the ids of places that the navigation leaves out. */
        Preferences: {
            bookmarks?: components["schemas"]["Bookmark"][];
            columnOrder?: {
                [key: string]: string[];
            };
            dashboardRefresh?: number;
            /** @enum {string} */
            dateForm?: "dayFirst" | "iso" | "local" | "monthFirst" | "short";
            editorFont?: string;
            editorFontSize?: number;
            editorPanels?: string[];
            /** @enum {string} */
            editorTheme?: "dark" | "light" | "pages";
            environmentColor?: string;
            environmentName?: string;
            executionTab?: string;
            /** @enum {string} */
            firstEditor?: "code" | "form";
            flowTab?: string;
            hasFoldedTexts?: boolean;
            hasSingleKeys?: boolean;
            hasWrappedLogs?: boolean;
            hiddenColumns?: {
                [key: string]: string[];
            };
            hiddenPlaces?: string[];
            isNavFolded?: boolean;
            language?: string;
            /** @enum {string} */
            logLevel?: "DEBUG" | "ERROR" | "INFO" | "TRACE" | "WARN";
            /** @enum {string} */
            logOrder?: "newest" | "oldest" | "usual";
            namespace?: string;
            opensNewTab?: boolean;
            pageSize?: number;
            /** @enum {string} */
            palette?: "safe" | "usual";
            sizes?: {
                [key: string]: number;
            };
            /** @enum {string} */
            theme?: "dark" | "light" | "system";
            usualViews?: {
                [key: string]: string;
            };
            zone?: string;
        };
        /** @description Rows that a preview of a file has at first, and at most. */
        PreviewLimits: {
            initial: number;
            max: number;
        };
        /** @description Something that an editor marks; lines and columns count from 1, the end is excluded. All four are 0 for what has no place. */
        Problem: {
            code: string;
            column: number;
            endColumn: number;
            endLine: number;
            hint: string;
            line: number;
            message: string;
            path: string;
            /** @enum {string} */
            severity: "error" | "info" | "warning";
        };
        /** @description Who somebody is. */
        Profile: {
            username: string | null;
        };
        /** @description What is wanted of a language model. */
        Prompt: {
            prompt?: unknown;
        };
        /** @description The kind of item that an action was to handle. */
        PropertyNode: {
            inIterable: boolean;
            kind: string;
            name: string;
        };
        /** @description The answer to a message of the protocol. */
        ProtocolAnswer: {
            error?: components["schemas"]["ProtocolError"];
            id: string | number;
            jsonrpc: string;
            result?: components["schemas"]["ProtocolResult"];
        };
        /** @description Why a message has no result. */
        ProtocolError: {
            code: number;
            message: string;
        };
        /** @description A message of the model context protocol. */
        ProtocolMessage: {
            id?: unknown;
            jsonrpc?: unknown;
            method?: unknown;
            params?: unknown;
        };
        /** @description The result of a message, by its method. */
        ProtocolResult: {
            [key: string]: unknown;
        };
        /** @description A provider of language models. */
        Provider: {
            [key: string]: unknown;
        };
        /** @description The queue of a worker group, or of workers without one: see `model.waiting.Queue`. */
        Queue: {
            group?: string;
            places: number;
            position: number;
            taken: number;
            workers: number;
        };
        /** @description A queue: `jobs`, `events` or `triggers`; null is what nobody counts. */
        QueueLevel: {
            active: number | null;
            lagSeconds: number | null;
            name: string;
            waiting: number;
        };
        /** @description The places that are reserved for a queue, and how many are taken. */
        QueueLoad: {
            allocated: number;
            used: number;
            workerQueueId: string;
        };
        /** @description A queue, as far as a group shows it. */
        QueueSummary: {
            allowedTenants: string[];
            id: string;
            name: string;
            tags: string[];
        };
        /** @enum {string} */
        QuotaBehavior: "CANCEL" | "FAIL";
        /** @description A quota with what is used of it: executions begun since `start`, or bytes kept by then. */
        QuotaLimit: {
            behavior?: components["schemas"]["QuotaBehavior"];
            count: number;
            duration?: string;
            id: string;
            limit: number;
            namespace: string;
            /** Format: date-time */
            start: string;
            tenantId: string;
            /** @enum {string} */
            unit: "BYTES" | "EXECUTIONS";
        };
        /** @enum {string} */
        Relation: "FLOW_TASK" | "FLOW_TRIGGER";
        /** @description What each expression is. */
        Rendered: {
            rendered: {
                [key: string]: string;
            };
        };
        /** @description Types that another search for packages found, found in another version, or found no more. */
        Rescan: {
            added: string[];
            changed: string[];
            removed: string[];
        };
        /** @description How many percent of the places are for a queue; without, none. */
        ReservationInput: {
            /** @default null */
            reservedPercent?: number | null;
        };
        /** @description Filters that a kind of resource has. */
        ResourceFilter: {
            [key: string]: unknown;
        };
        /** @description How many services of a type there are, and how many of them are under maintenance. */
        RestingServices: {
            inMaintenance: number;
            total: number;
        };
        /** @description Whether a user must keep name and password. */
        RestrictedInput: {
            restricted: boolean;
        };
        /** @description How long ended executions are kept, in seconds; null is for ever. */
        Retention: {
            defaultSeconds: number | null;
            isEnabled: boolean;
            namespaces: {
                [key: string]: number | null;
            };
        };
        /** @description One revision of a block; `last` is the newest one. */
        ReusableInputs: {
            /** Format: date-time */
            created: string;
            deleted: boolean;
            description?: string;
            id: string;
            inputs: Record<string, never>[];
            last: boolean;
            namespace: string;
            revision: number;
            source: string;
            /** Format: date-time */
            updated: string;
        };
        /** @description A page of blocks. */
        ReusableInputsPage: {
            results: components["schemas"]["ReusableInputs"][];
            total: number;
        };
        /** @description How many executions a revision of a flow has. */
        RevisionRuns: {
            executions: number;
            revision: number;
        };
        /** @description A role with what it allows: actions by resource. */
        Role: {
            description: string;
            id: string;
            isDefault: boolean;
            isManaged: boolean;
            name: string;
            permissions: {
                [key: string]: string[];
            };
        };
        /** @description A role: actions by resource, in the words of today or of 1.x. */
        RoleInput: {
            /** @default null */
            description?: string | null;
            /** @default null */
            isDefault?: boolean | null;
            name: string;
            permissions: {
                [key: string]: string[];
            };
        };
        /** @description A role in a list. */
        RoleSummary: {
            id: string;
            isDefault: boolean;
            isManaged: boolean;
            name: string;
            permissionCount: number;
        };
        /** @description A page of roles. */
        Roles: {
            results: components["schemas"]["RoleSummary"][];
            total: number;
        };
        /** @description How many rules change flows, and how many judge them. */
        RuleCount: {
            mutate: number;
            validate: number;
        };
        /** @enum {string} */
        RunOrder: "NEWEST_FIRST" | "OLDEST_FIRST";
        /** @description An execution that runs now, and how long its flow usually takes if anything is usual. */
        Running: {
            flowId: string;
            id: string;
            namespace: string;
            /** Format: date-time */
            startDate: string;
            usual?: components["schemas"]["Spread"];
        };
        /** @description What runs the server. */
        Runtime: {
            name: string;
            vendor: string;
            version: string;
        };
        /** @description A view; `owner` is the name of a user, null where nobody signs in. */
        SavedView: {
            id: string;
            list: string;
            name: string;
            own: boolean;
            owner: string | null;
            query: {
                [key: string]: string[];
            };
            shared: boolean;
            /** Format: date-time */
            updated: string;
        };
        /** @description A view of a list: what its address says under a name; shared ones are seen by all. */
        SavedViewInput: {
            list: string;
            name: string;
            /** @default null */
            query?: {
                [key: string]: string[];
            } | null;
            /** @default null */
            shared?: boolean | null;
        };
        /** @enum {string} */
        Scope: "SYSTEM" | "USER";
        /** @description What changes of a secret; its name is in the path. */
        SecretChange: {
            /** @default null */
            description?: string | number | boolean | null;
            /** @default null */
            tags?: components["schemas"]["LabelInput"][] | {
                [key: string]: string | number | boolean;
            } | null;
            /** @default null */
            value?: string | number | boolean | null;
        };
        /** @description A secret without its value; one of the environment has no namespace. */
        SecretName: {
            description?: string;
            key: string;
            namespace?: string;
            tags: components["schemas"]["Label"][];
        };
        /** @description A page of secrets. */
        SecretPage: {
            readOnly: boolean;
            results: components["schemas"]["SecretName"][];
            total: number;
        };
        /** @description A line of a flow that names a secret. */
        SecretUsage: {
            flowId: string;
            line: number;
            namespace: string;
            revision: number;
        };
        /** @description A secret. */
        SecretValue: {
            /** @default null */
            description?: string | number | boolean | null;
            key: string;
            /** @default null */
            tags?: components["schemas"]["LabelInput"][] | {
                [key: string]: string | number | boolean;
            } | null;
            /** @default null */
            value?: string | number | boolean | null;
        };
        /** @description A provider of identities that keeps users and groups of the tenant. */
        SecurityIntegration: {
            deleted: boolean;
            description: string;
            enabled: boolean;
            id: string;
            name: string;
            tenantId: string;
            type: components["schemas"]["IntegrationKind"];
            uri: string;
        };
        /** @description A provider of identities that is to keep users and groups. */
        SecurityIntegrationInput: {
            /** @default null */
            description?: string | null;
            name: string;
            /** @default null */
            type?: "SCIM" | null;
        };
        /** @description A page of security integrations. */
        SecurityIntegrations: {
            results: components["schemas"]["SecurityIntegration"][];
            total: number;
        };
        /** @description A process that runs services. */
        Server: {
            hostname: string;
            id: string;
            metrics: components["schemas"]["ServiceMetric"][];
            props: components["schemas"]["ServiceProperties"];
            type: string;
            version: string;
        };
        /** @enum {string} */
        ServerType: "PRIVATE" | "PUBLIC";
        /** @description A part of a server, such as its executor. */
        Service: {
            /** Format: date-time */
            createdAt: string;
            events: components["schemas"]["ServiceEvent"][];
            id: string;
            metrics: components["schemas"]["ServiceMetric"][];
            props: components["schemas"]["ServiceProperties"];
            server: components["schemas"]["Server"];
            state: string;
            type: string;
            /** Format: date-time */
            updatedAt: string;
        };
        /** @description How many services of a type run. */
        ServiceCount: {
            total: number;
            type: string;
        };
        /** @description What happened to a service. */
        ServiceEvent: {
            [key: string]: unknown;
        };
        /** @description What is measured of a service. */
        ServiceMetric: {
            description?: string;
            name: string;
            tags: components["schemas"]["Label"][];
            type: string;
            value: unknown;
        };
        /** @description A page of services. */
        ServicePage: {
            results: components["schemas"]["Service"][];
            total: number;
        };
        /** @description Properties of a service or a server. */
        ServiceProperties: {
            [key: string]: unknown;
        };
        /** @description Services by day. */
        ServiceUsage: {
            dailyStatistics: components["schemas"]["DayOfServices"][];
        };
        /** @description A setting in effect; the value is null where nothing is set, and where it is masked. */
        Setting: {
            masked: boolean;
            name: string;
            source: string;
            sourceName: string;
            value: string | null;
        };
        /** @description All settings by name; `source` is DEFAULT, FILE, VARIABLE or COMMAND. */
        Settings: {
            settings: components["schemas"]["Setting"][];
        };
        /** @description What a first page needs to know. */
        Setup: {
            done: boolean;
            haveAuthNotBasic: boolean;
            passwordConfiguration: components["schemas"]["PasswordRules"];
            queueType: string;
            repositoryType: string;
            setupCodeRequired: boolean;
            storageType: string;
        };
        /** @description The first user; the code is that of the server's log where one is needed. */
        SetupInput: {
            /** @default null */
            password?: Record<string, never> | unknown[] | string | number | boolean | null;
            /** @default null */
            setupCode?: Record<string, never> | unknown[] | string | number | boolean | null;
            /** @default null */
            tenant?: Record<string, never> | unknown[] | string | number | boolean | null;
            /** @default null */
            username?: Record<string, never> | unknown[] | string | number | boolean | null;
        };
        /** @description The places that no queue has for itself. */
        SharedLoad: {
            allocated: number;
            used: number;
        };
        /** @description One of the two executions; what still runs has no end, and its duration until now. */
        Side: {
            duration: string;
            /** Format: date-time */
            endDate?: string;
            flowId: string;
            flowRevision: number;
            id: string;
            namespace: string;
            /** Format: date-time */
            startDate: string;
            state: components["schemas"]["StateType"];
        };
        /** @description Two executions with what differs; `taskOutputs` of tasks that ran once, by task and name. */
        SideBySide: {
            inputs: components["schemas"]["Differing"];
            labels: components["schemas"]["Differing"];
            left: components["schemas"]["Side"];
            logs: components["schemas"]["ComparedLogs"];
            outputs: components["schemas"]["Differing"];
            right: components["schemas"]["Side"];
            taskOutputs: components["schemas"]["Differing"];
            tasks: components["schemas"]["ComparedTask"][];
        };
        /** @description How people may sign in: `oauths` are the names of `providers`. */
        SignInMethods: {
            loginPassword: boolean;
            mailsEnabled: boolean;
            oauths: string[];
            passwordless: boolean;
            providers: components["schemas"]["SignInProvider"][];
        };
        /** @description A provider that signs people in; `label` is what its button says. */
        SignInProvider: {
            label: string;
            name: string;
        };
        /** @description A flow that was not changed. */
        SkippedFlow: {
            id: string;
            message?: string;
            namespace: string;
            reason: string;
        };
        /** @description Words of a name, and ids that are wanted if they exist. */
        Sought: {
            /** @default null */
            ids?: string[] | null;
            /** @default null */
            q?: string | null;
        };
        /** @description Where a text was found; line and column count from 1. */
        SourceMatch: {
            column: number;
            line: number;
            snippet: string;
        };
        /** @description Durations in seconds: half are not longer than `p50`, 95 of 100 not than `p95`. */
        Spread: {
            count: number;
            p50: number;
            p95: number;
        };
        /** @description The current state with the history that led to it; the duration is an ISO one. */
        State: {
            current: components["schemas"]["StateType"];
            duration: string;
            /** Format: date-time */
            endDate?: string;
            histories: components["schemas"]["Change"][];
            /** Format: date-time */
            startDate: string;
        };
        /** @description The state that a task run is to have. */
        StateChange: {
            state: components["schemas"]["StateType"];
            taskRunId: string;
        };
        /** @description How many executions there are in all, and in each state that any is in. */
        StateCounts: {
            counts: {
                [key: string]: number;
            };
            total: number;
        };
        /** @enum {string} */
        StateType: "BREAKPOINT" | "CANCELLED" | "CREATED" | "FAILED" | "KILLED" | "KILLING" | "PAUSED" | "QUEUED" | "RESTARTED" | "RESUBMITTED" | "RETRIED" | "RETRYING" | "RUNNING" | "SKIPPED" | "SUBMITTED" | "SUCCESS" | "WARNING";
        /** @description Which executions are counted by flow. */
        StatsByFlowRequest: {
            /** @default null */
            endDate?: (string | unknown | "") | null;
            /** @default null */
            flowId?: string | number | boolean | null;
            /** @default null */
            flows?: components["schemas"]["FlowName"][] | null;
            /** @default null */
            namespace?: string | number | boolean | null;
            /** @default null */
            namespaceOnly?: boolean | null;
            /** @default null */
            q?: string | number | boolean | null;
            /** @default null */
            startDate?: (string | unknown | "") | null;
        };
        /** @description Which executions are counted by namespace. */
        StatsByNamespaceRequest: {
            /** @default null */
            endDate?: (string | unknown | "") | null;
            /** @default null */
            namespace?: string | number | boolean | null;
            /** @default null */
            startDate?: (string | unknown | "") | null;
        };
        /** @description Which executions are counted. */
        StatsRequest: {
            /** @default null */
            endDate?: (string | unknown | "") | null;
            /** @default null */
            flowId?: string | number | boolean | null;
            /** @default null */
            namespace?: string | number | boolean | null;
            /** @default null */
            q?: string | number | boolean | null;
            /** @default null */
            scope?: components["schemas"]["Scope"][] | null;
            /** @default null */
            startDate?: (string | unknown | "") | null;
            /** @default null */
            state?: components["schemas"]["StateType"][] | null;
        };
        /** @description Files; null where only the provider can tell, and at least so many when incomplete. */
        Storage: {
            bytes: number | null;
            files: number | null;
            isComplete: boolean;
            type: string;
        };
        /** @description Where things are kept. */
        Stores: {
            queueType: string;
            repositoryType: string;
            storageType: string;
        };
        /** @description The flow that a task starts. */
        Subflow: {
            flowId: string;
            namespace: string;
            revision?: number;
        };
        /** @enum {string} */
        SubjectKind: "GROUP" | "USER";
        /** @description A group that serves a queue. */
        Subscriber: {
            id: string;
            name: string;
        };
        /** @description The groups that serve a queue. */
        Subscribers: {
            groups: components["schemas"]["Subscriber"][];
        };
        /** @description A queue that a group serves. */
        Subscription: {
            mode: string;
            queue: components["schemas"]["QueueSummary"];
            reservedPercent?: number;
        };
        /** @description A queue that a group is to serve. */
        SubscriptionInput: {
            /** @default null */
            mode?: components["schemas"]["SubscriptionMode"] | null;
            /** @default null */
            reservedPercent?: number | null;
            workerQueueId: string;
        };
        /** @enum {string} */
        SubscriptionMode: "ELASTIC" | "STRICT";
        /** @description How many flows and triggers there are. */
        Summary: {
            flows: number;
            triggers: number;
        };
        /** @description Which flows and triggers are counted. */
        SummaryRequest: {
            /** @default null */
            endDate?: (string | unknown | "") | null;
            /** @default null */
            namespace?: string | number | boolean | null;
            /** @default null */
            startDate?: (string | unknown | "") | null;
        };
        /** @enum {string} */
        SwitchType: "CANCEL" | "IGNORE" | "KILL";
        /** @description The operating system. */
        System: {
            family: string;
            version: string;
        };
        /** @description This server, and the database that it may share with others. */
        SystemHealth: {
            components: components["schemas"]["Component"][];
            database: components["schemas"]["Database"];
            host: string;
            python: string;
            queues: components["schemas"]["QueueLevel"][];
            retention: components["schemas"]["Retention"];
            serverType: string;
            /** Format: date-time */
            sizesReadAt: string;
            /** Format: date-time */
            started: string;
            storage: components["schemas"]["Storage"];
            uptimeSeconds: number;
            version: string;
        };
        /** @description A table; `rows` may be an estimate, `bytes` has its indexes in it. */
        Table: {
            bytes: number;
            name: string;
            rows: number;
        };
        /** @description A task reduced to what identifies it, with its children. */
        Task: {
            id: string;
            inputs?: Record<string, never>[];
            subflowId?: components["schemas"]["Subflow"];
            tasks?: components["schemas"]["Task"][];
            type: string;
        };
        /** @description A task as its author wrote it, with the properties of its type. */
        TaskDocument: {
            id: string;
            type: string;
        } & {
            [key: string]: unknown;
        };
        /** @description A task as in a source, with the properties of its type. */
        TaskInput: {
            id?: string;
            type?: string;
        };
        /** @description A task run that has outputs. */
        TaskOutputs: {
            inline: boolean;
            iteration?: number;
            taskId: string;
            taskRunId: string;
            value?: string;
        };
        /** @description A task in an execution; `outputs` is null until it has some. */
        TaskRun: {
            attempts?: components["schemas"]["Attempt"][];
            dynamic?: boolean;
            executionId: string;
            flowId: string;
            forceExecution?: boolean;
            id: string;
            iteration?: number;
            namespace: string;
            outputs: Record<string, never> | null;
            parentTaskRunId?: string;
            state: components["schemas"]["State"];
            taskId: string;
            tenantId: string;
            value?: string;
        };
        /** @description A page of task runs; `total` of those in the newest `searched` executions that match. */
        TaskRunPage: {
            isAll: boolean;
            results: components["schemas"]["FoundTaskRun"][];
            searched: number;
            total: number;
        };
        /** @description A task run without its outputs: `hasOutputs` says whether it has some to ask for. */
        TaskRunRow: {
            attempts?: components["schemas"]["Phase"][];
            hasOutputs: boolean;
            id: string;
            iteration?: number;
            parentTaskRunId?: string;
            seq: number;
            state: components["schemas"]["Phase"];
            taskId: string;
            value?: string;
        };
        /** @description The task runs of a task: how many are in each state, and their seconds together. */
        TaskSide: {
            attempts: number;
            seconds: number;
            states: {
                [key: string]: number;
            };
        };
        /** @description A template as its author wrote it. */
        Template: {
            deleted: boolean;
            id: string;
            namespace: string;
            tasks?: Record<string, never>[];
            tenantId: string;
        } & {
            [key: string]: unknown;
        };
        /** @description A template, or something else, refused with what it lacks. */
        TemplateDraft: {
            id?: unknown;
            namespace?: unknown;
            tasks?: unknown;
        };
        /** @description A template. */
        TemplateInput: {
            id: string;
            namespace: string;
            tasks: Record<string, never>[];
        };
        /** @description A page of templates. */
        TemplatePage: {
            results: components["schemas"]["Template"][];
            total: number;
        };
        /** @description A tenant; there is one. */
        Tenant: {
            id: string;
            name: string;
        };
        /** @description Everything that somebody is given in the tenant. */
        TenantAccess: {
            displayName: string;
            groups: components["schemas"]["GroupOfEntrant"][];
            roles: components["schemas"]["GivenRole"][];
            superAdmin: boolean;
            tenantId: string;
            userId: string;
            username: string;
        };
        /** @description Who is let into the tenant. */
        TenantAccessInput: {
            email: string;
        };
        /** @description A service account of the tenant. */
        TenantAccount: {
            description: string;
            groups: components["schemas"]["GroupId"][];
            id: string;
            name: string;
            superAdmin: boolean;
        };
        /** @description A service account of the tenant. */
        TenantAccountInput: {
            /** @default null */
            description?: string | null;
            /** @default null */
            groups?: components["schemas"]["GroupIdInput"][] | null;
            /** @default null */
            instanceOwner?: boolean | null;
            name: string;
            /** @default null */
            superAdmin?: boolean | null;
        };
        /** @description Which dashboards are shown where nobody chose another one. */
        TenantDashboards: {
            defaultFlowOverviewDashboard?: string;
            defaultHomeDashboard?: string;
            defaultNamespaceOverviewDashboard?: string;
        };
        /** @description Ids of dashboards; one that is missing is chosen no more. */
        TenantDashboardsInput: {
            /** @default null */
            defaultFlowOverviewDashboard?: string | null;
            /** @default null */
            defaultHomeDashboard?: string | null;
            /** @default null */
            defaultNamespaceOverviewDashboard?: string | null;
        };
        /** @description A tenant; members that have no effect here and may hold secrets are not kept. */
        TenantInput: {
            /** @default null */
            concurrency?: components["schemas"]["TenantLimitInput"] | null;
            id: string;
            name: string;
            /** @default null */
            outputsInInternalStorage?: boolean | null;
            /** @default null */
            quotas?: components["schemas"]["TenantQuotaInput"][] | null;
            /** @default null */
            requireExistingNamespace?: boolean | null;
            /** @default null */
            settings?: Record<string, never> | null;
        };
        /** @description How many executions there may be at once, and what becomes of more. */
        TenantLimitInput: {
            /** @enum {string} */
            behavior: "CANCEL" | "FAIL" | "QUEUE";
            limit: number;
        };
        /** @description How the pages show the tenant that holds the flows. */
        TenantLooks: {
            dashboards: components["schemas"]["TenantDashboards"];
            logo?: string;
            name: string;
        };
        /** @description A page of tenants. */
        TenantPage: {
            results: components["schemas"]["TenantRecord"][];
            total: number;
        };
        /** @description How many executions there may be in a time, and what becomes of more. */
        TenantQuotaInput: {
            /** @enum {string} */
            behavior: "CANCEL" | "FAIL";
            duration: string;
            limit: number;
        };
        /** @description A tenant with what is kept of its settings; only `main` holds flows. */
        TenantRecord: {
            appCatalogConfig?: components["schemas"]["AppsCatalog"];
            concurrency?: Record<string, never>;
            deleted: boolean;
            id: string;
            logo?: string;
            name: string;
            outputsInInternalStorage?: boolean;
            quotas?: Record<string, never>[];
            requireExistingNamespace?: boolean;
            settings?: Record<string, never>;
        };
        /** @description A server with its tenant, for the owners of the instance. */
        TenantToolServer: {
            authType: string;
            /** Format: date-time */
            created: string;
            description: string;
            disabled: boolean;
            id: string;
            isDefault: boolean;
            serverType: string;
            tenantId: string;
            /** Format: date-time */
            updated: string;
        };
        /** @description A page of servers of all tenants. */
        TenantToolServerPage: {
            results: components["schemas"]["TenantToolServer"][];
            total: number;
        };
        /** @description The default and the longest span of a dashboard, as ISO durations. */
        TimeWindow: {
            default: string;
            max: string;
        };
        /** @description A token of the API; its full text is shown once. */
        Token: {
            description: string;
            /** Format: date-time */
            exp?: string;
            expired: boolean;
            extended: boolean;
            fullToken?: string;
            /** Format: date-time */
            iat: string;
            id: string;
            /** Format: date-time */
            lastUsed?: string;
            name: string;
            prefix: string;
        };
        /** @description Whether a token is used again, and how long before its end it no longer is. */
        TokenCachingInput: {
            /** @default null */
            enabled?: boolean | null;
            /** @default null */
            refreshBeforeExpiry?: string | null;
        };
        /** @description A new token. */
        TokenInput: {
            /** @default null */
            description?: string | null;
            /** @default null */
            extended?: boolean | null;
            /** @default null */
            maxAge?: string | null;
            name: string;
        };
        /** @description All tokens. */
        Tokens: {
            results: components["schemas"]["Token"][];
            total: number;
        };
        /** @description A flow that a language model may call; `annotations` are what it says of its effects. */
        Tool: {
            annotations: Record<string, never>;
            description: unknown;
            disabled: boolean;
            flowId: string;
            flowRevision: number;
            namespace: string;
            title: unknown;
            toolName: unknown;
            triggerId: string;
        };
        /** @description A server whose tools are flows. */
        ToolServer: {
            authType: string;
            /** Format: date-time */
            created: string;
            description: string;
            disabled: boolean;
            id: string;
            instructions?: string;
            isDefault: boolean;
            serverType: string;
            /** Format: date-time */
            updated: string;
        };
        /** @description What changes of a server of tools. */
        ToolServerChange: {
            /** @default null */
            authType?: components["schemas"]["AuthType"] | null;
            /** @default null */
            description?: string | null;
            /** @default null */
            disabled?: boolean | null;
            /** @default null */
            instructions?: string | null;
            /** @default null */
            serverType?: components["schemas"]["ServerType"] | null;
        };
        /** @description A new server of tools. */
        ToolServerInput: {
            /** @default null */
            authType?: components["schemas"]["AuthType"] | null;
            /** @default null */
            description?: string | null;
            /** @default null */
            disabled?: boolean | null;
            id: string;
            /** @default null */
            instructions?: string | null;
            /** @default null */
            serverType?: components["schemas"]["ServerType"] | null;
        };
        /** @description A page of servers. */
        ToolServerPage: {
            results: components["schemas"]["ToolServer"][];
            total: number;
        };
        /** @description One flow starts another: by a task or by a trigger. */
        TopologyEdge: {
            relation: components["schemas"]["Relation"];
            source: string;
            target: string;
        };
        /** @description A flow among flows. */
        TopologyNode: {
            id: string;
            namespace: string;
            tenantId: string;
            uid: string;
        };
        /** @description The state of a trigger; `kind` is SCHEDULE, POLLING or REALTIME when known. */
        Trigger: {
            backfill?: components["schemas"]["Backfill"];
            /** Format: date-time */
            date?: string;
            disabled: boolean;
            /** Format: date-time */
            evaluateRunningDate?: string;
            /** Format: date-time */
            evaluatedAt?: string;
            executionId?: string;
            flowId: string;
            kind?: string;
            lastEvaluation?: components["schemas"]["TriggerEvaluation"];
            /** Format: date-time */
            lastTriggeredDate?: string;
            locked: boolean;
            namespace: string;
            /** Format: date-time */
            nextEvaluationDate?: string;
            /** Format: date-time */
            nextExecutionDate?: string;
            overdue: boolean;
            stopAfter?: string[];
            tenantId: string;
            triggerId: string;
            /** Format: date-time */
            updatedAt: string;
            /** Format: date-time */
            updatedDate: string;
            workerId?: string;
        };
        /** @description Past dates of a trigger that are to run. */
        TriggerBackfill: {
            backfill: components["schemas"]["BackfillInput"];
            disabled?: boolean;
            flowId: string;
            namespace: string;
            triggerId: string;
        };
        /** @description Schedules by their next date, and all of their dates by the hour. */
        TriggerCalendar: {
            complete: boolean;
            /** Format: date-time */
            endDate: string;
            hours: components["schemas"]["Hour"][];
            results: components["schemas"]["CalendarRow"][];
            /** Format: date-time */
            startDate: string;
        };
        /** @description The switch of a trigger, or past dates that are to run. */
        TriggerChange: {
            backfill?: components["schemas"]["BackfillInput"];
            disabled?: boolean;
            flowId: string;
            namespace: string;
            triggerId: string;
        };
        /** @description The newest evaluation of a trigger; of the last that has ended its seconds and its error. Shapes: `failures` counts those that failed in a row, 0 after one that did not. */
        TriggerEvaluation: {
            /** Format: date-time */
            date?: string;
            error?: string;
            failures: number;
            seconds?: number;
        };
        /** @description The id of a trigger; other members are not read. */
        TriggerName: {
            flowId: string;
            namespace: string;
            triggerId: string;
        };
        /** @description A page of triggers of a flow. */
        TriggerPage: {
            results: components["schemas"]["Trigger"][];
            total: number;
        };
        /** @description The next dates of a schedule; with a start, a dry run of a backfill. */
        TriggerPreview: {
            backfill?: components["schemas"]["BackfillDates"];
            next: string[];
            timeZone: string;
        };
        /** @description A trigger reduced to what identifies it. */
        TriggerRef: {
            id: string;
            type: string;
        };
        /** @description The switch of a trigger. */
        TriggerSwitch: {
            disabled: boolean;
            flowId: string;
            namespace: string;
            triggerId: string;
        };
        /** @description The switch of several triggers. */
        TriggerSwitches: {
            disabled: boolean;
            triggers: components["schemas"]["TriggerName"][];
        };
        /** @description A type of trigger. */
        TriggerType: {
            deprecated?: boolean;
            description?: string;
            ee: boolean;
            group: string;
            icon: string;
            name: string;
            type: string;
        };
        /** @description All types of triggers. */
        TriggerTypePage: {
            results: components["schemas"]["TriggerType"][];
            total: number;
        };
        /** @description A type, how many flows use it, and whether the server lacks it. */
        TypeUse: {
            flows: number;
            missing: boolean;
            type: string;
        };
        /** @description All types that flows use, or those that were looked at by now while not complete. */
        TypeUsePage: {
            isComplete: boolean;
            results: components["schemas"]["TypeUse"][];
            total: number;
        };
        /** @description Modules for the user interface, by type. */
        UiManifest: {
            manifest: Record<string, never>;
        };
        /** @description A schedule and its next date; the zone is that of its cron expression, if it has one. */
        Upcoming: {
            cron?: string;
            /** Format: date-time */
            date: string;
            flowId: string;
            namespace: string;
            timeZone: string;
            triggerId: string;
        };
        /** @description How many were changed. */
        Updated: {
            updated: number;
        };
        /** @description How much there is of what. */
        Usage: {
            configurations: components["schemas"]["Stores"];
            environments: string[];
            executions: components["schemas"]["ExecutionUsage"];
            flows: components["schemas"]["FlowUsage"];
            host: components["schemas"]["Host"];
            instanceUuid: string;
            plugins: components["schemas"]["UsedPlugin"][];
            serverType: string;
            services: components["schemas"]["ServiceUsage"];
            /** Format: date-time */
            startTime: string;
            startUuid: string;
            uuid: string;
            version: string;
            zoneId: string;
        };
        /** @description A place in a flow: the path of the property in its source, and the task around it. */
        Use: {
            flowId: string;
            namespace: string;
            path: string;
            revision: number;
            taskId?: string;
        };
        /** @description A name, with how many flows name it and in how many places. */
        UseCount: {
            flows: number;
            name: string;
            places: number;
        };
        /** @description Names by name, up to 10,000 of all; complete once all flows were looked at. */
        UseCountPage: {
            isComplete: boolean;
            results: components["schemas"]["UseCount"][];
            total: number;
        };
        /** @description Places, up to 500 of all; of the flows that were looked at by now while not complete. */
        UsePage: {
            isComplete: boolean;
            results: components["schemas"]["Use"][];
            total: number;
        };
        /** @description A package of plugins. */
        UsedPlugin: {
            [key: string]: unknown;
        };
        /** @description A user of the server. */
        User: {
            auths: components["schemas"]["WayIn"][];
            displayName: string;
            email: string;
            firstName: string;
            groups: components["schemas"]["UserGroup"][];
            id: string;
            instanceOwner: boolean;
            lastName: string;
            restricted: boolean;
            superAdmin: boolean;
            tenants: components["schemas"]["Tenant"][];
            username: string;
        };
        /** @description Names and the e-mail address of a user; what is missing stays. */
        UserChange: {
            /** @default null */
            email?: string | null;
            /** @default null */
            firstName?: string | null;
            /** @default null */
            lastName?: string | null;
        };
        /** @description A group that a user is in. */
        UserGroup: {
            id: string;
            tenantId: string;
        };
        /** @description The groups of a user. */
        UserGroupsInput: {
            groupIds: string[];
        };
        /** @description A user of the server; empty texts count as missing. */
        UserInput: {
            /** @default null */
            email?: string | null;
            /** @default null */
            firstName?: string | null;
            /** @default null */
            groups?: string[] | null;
            /** @default null */
            instanceOwner?: boolean | null;
            /** @default null */
            lastName?: string | null;
            /** @default null */
            password?: string | null;
            /** @default null */
            restricted?: boolean | null;
            /** @default null */
            superAdmin?: boolean | null;
            /** @default null */
            tenants?: string[] | null;
            /** @default null */
            username?: string | null;
        };
        /** @enum {string} */
        UserKind: "SERVICE_ACCOUNT" | "STANDARD";
        /** @description A user in a list. */
        UserSummary: {
            auths: components["schemas"]["WayIn"][];
            displayName: string;
            id: string;
            instanceOwner: boolean;
            superAdmin: boolean;
            tenants: components["schemas"]["Tenant"][];
            username: string;
        };
        /** @description A token of a user; an empty age is none. */
        UserTokenInput: {
            /** @default null */
            description?: string | null;
            /** @default null */
            extended?: boolean | null;
            /** @default null */
            maxAge?: string | null;
            name: string;
        };
        /** @description A page of users. */
        Users: {
            results: components["schemas"]["UserSummary"][];
            total: number;
        };
        /** @description How long a flow and its tasks usually take; absent for one that never succeeded. */
        UsualDurations: {
            flow?: components["schemas"]["Spread"];
            tasks: {
                [key: string]: components["schemas"]["Spread"];
            };
        };
        /** @description The report on a source; without `constraints` it is valid. `positions` are all errors, warnings and infos with their places, errors first. */
        ValidationReport: {
            constraints?: string;
            deprecationPaths?: string[];
            flow?: string;
            index: number;
            infos?: string[];
            namespace?: string;
            outdated: boolean;
            positions?: components["schemas"]["Problem"][];
            violations?: components["schemas"]["Violation"][];
            warnings?: string[];
        };
        /** @description Variables by name. */
        Variables: {
            [key: string]: unknown;
        };
        /** @description What is wrong, and where; line and column count from 1, 0 says nothing. */
        Violation: {
            column: number;
            hint: string;
            line: number;
            message: string;
            path: string;
        };
        /** @description An execution and what it waits for; `total` may be more than there are reasons. One that failed has its `failure`. */
        Waiting: {
            failure?: components["schemas"]["Failure"];
            id: string;
            reasons: components["schemas"]["WaitingReason"][];
            state: components["schemas"]["StateType"];
            total: number;
        };
        /** @description One reason with its words; what does not belong to the cause is left out. Shapes: `until` is when it goes on by itself; `total` counts the executions that it waits for, of which `executions` are some; `executors` is how many run. */
        WaitingReason: {
            attempt?: components["schemas"]["AttemptNumber"];
            cause: components["schemas"]["Cause"];
            executions?: components["schemas"]["AwaitedExecution"][];
            executors?: number;
            inputs?: components["schemas"]["AwaitedInput"][];
            limit?: components["schemas"]["LimitUse"];
            queue?: components["schemas"]["Queue"];
            taskId?: string;
            taskRunId?: string;
            text: string;
            total?: number;
            /** Format: date-time */
            until?: string;
            worker?: components["schemas"]["ClaimingWorker"];
        };
        /** @description A way in which somebody may sign in. */
        WayIn: {
            id: string;
            name: string;
            type: string;
        };
        /** @description What a worker has that registered with a token. */
        WorkerCredential: {
            /** Format: date-time */
            createdAt: string;
            id: string;
            /** Format: date-time */
            lastSeenAt: string;
            revoked: boolean;
            tokenUid: string;
            workerId: string;
            workerName: string;
        };
        /** @description All credentials. */
        WorkerCredentials: {
            workers: components["schemas"]["WorkerCredential"][];
        };
        /** @description A group; one that only a worker has named so far has no dates. */
        WorkerGroup: {
            /** Format: date-time */
            createdAt?: string;
            deletable: boolean;
            description: string;
            id: string;
            name: string;
            subscriptions: components["schemas"]["Subscription"][];
            tokens: components["schemas"]["WorkerToken"][];
            /** Format: date-time */
            updatedAt?: string;
        };
        /** @description All that is said of a group but its id. */
        WorkerGroupChange: {
            /** @default null */
            description?: string | null;
            name: string;
            /** @default null */
            subscriptions?: components["schemas"]["SubscriptionInput"][] | null;
        };
        /** @description A new group; its id is what `--worker-group` names. */
        WorkerGroupInput: {
            /** @default null */
            description?: string | null;
            id: string;
            name: string;
            /** @default null */
            subscriptions?: components["schemas"]["SubscriptionInput"][] | null;
        };
        /** @description All groups that match. */
        WorkerGroups: {
            workerGroups: components["schemas"]["WorkerGroup"][];
        };
        /** @description The places of a worker; `ended_rate` is in jobs a second since it began. */
        WorkerLoad: {
            endedRate: number;
            max: number;
            pending: number;
            running: number;
            threads: number;
        };
        /** @description A queue. */
        WorkerQueue: {
            allowedTenants: string[];
            description: string;
            id: string;
            name: string;
            tags: string[];
        };
        /** @description All of a queue but its id, which can't be another one; one without tenants is for all. */
        WorkerQueueChange: {
            /** @default null */
            allowedTenants?: string[] | null;
            /** @default null */
            description?: string | null;
            /** @default null */
            id?: string | null;
            /** @default null */
            name?: string | null;
            tags: string[];
        };
        /** @description A new queue. */
        WorkerQueueInput: {
            /** @default null */
            allowedTenants?: string[] | null;
            /** @default null */
            description?: string | null;
            id: string;
            /** @default null */
            name?: string | null;
            tags: string[];
        };
        /** @description All queues. */
        WorkerQueues: {
            workerQueues: components["schemas"]["ListedQueue"][];
        };
        /** @description Tags by which workers can be chosen. */
        WorkerTags: {
            tags: string[];
        };
        /** @description What workers of a group register with; its text is not shown again. */
        WorkerToken: {
            /** Format: date-time */
            createdAt: string;
            description: string;
            /** Format: date-time */
            expiresAt?: string;
            name: string;
            revoked: boolean;
            tokenPrefix: string;
            uid: string;
            useCount: number;
            valid: boolean;
        };
        /** @description A token that workers register with; without a date it does not expire. */
        WorkerTokenInput: {
            /** @default null */
            description?: string | null;
            /** @default null */
            expiresAt?: string | null;
            name: string;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    getAclsPermissions: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        [key: string]: string[];
                    };
                };
            };
        };
    };
    getAclsTemplates: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        [key: string]: {
                            [key: string]: string[];
                        };
                    };
                };
            };
        };
    };
    postAiGenerateDashboard: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["Prompt"];
            };
        };
        responses: never;
    };
    postAiGenerateFlow: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["Prompt"];
            };
        };
        responses: never;
    };
    getAiProviders: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Provider"][];
                };
            };
        };
    };
    getAiThreads: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: never;
    };
    postAiThreads: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["Prompt"];
            };
        };
        responses: never;
    };
    getAiThreadsId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: never;
    };
    putAiThreadsId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["Prompt"];
            };
        };
        responses: never;
    };
    deleteAiThreadsId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: never;
    };
    patchAiThreadsId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["Prompt"];
            };
        };
        responses: never;
    };
    postAiThreadsIdChat: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["Prompt"];
            };
        };
        responses: never;
    };
    postAiThreadsIdConfirm: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["Prompt"];
            };
        };
        responses: never;
    };
    getAttention: {
        parameters: {
            query?: {
                /** @description Failures in a row of a flow that is listed. */
                inARow?: number;
                /** @description Of this namespace and those below it; of all without. */
                namespace?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Attention"];
                };
            };
        };
    };
    getAuditlogsExport: {
        parameters: {
            query?: {
                /** @description A part of the user, the object, the operation or the namespace. */
                q?: string;
                /** @description A namespace; those below it count too. */
                namespace?: string;
                /** @description A flow. */
                flowId?: string;
                /** @description An execution. */
                executionId?: string;
                /** @description The id of who did it. */
                userId?: string;
                /** @description The name of who did it. */
                user?: string;
                /** @description An entry. */
                id?: string;
                /** @description What was changed, such as FLOW. */
                resource?: string;
                /** @description The id of what was changed. */
                resourceId?: string;
                /** @description The operation, such as `flow.update`. */
                operation?: string;
                /** @description What was done, such as CREATE. */
                type?: string;
                /** @description Whether it was refused. */
                denied?: string;
                /** @description Not before. */
                startDate?: string;
                /** @description Not after. */
                endDate?: string;
                /** @description Within this ISO duration. */
                timeRange?: string;
                /** @description What was changed, such as FLOW. */
                resources?: string[];
                /** @description How it is written. */
                format?: "csv" | "jsonl";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/x-ndjson": Record<string, never> | unknown[] | string | number | boolean | null;
                    "text/csv": Record<string, never> | unknown[] | string | number | boolean | null;
                };
            };
        };
    };
    postAuditlogsFind: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "resource": "FLOW",
                 *       "type": "CREATE"
                 *     }
                 */
                "application/json": components["schemas"]["AuditSought"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FoundAuditEntry"];
                };
            };
        };
    };
    getAuditlogsHistoryDetailId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                detailId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AuditMoment"][];
                };
            };
        };
    };
    getAuditlogsSearch: {
        parameters: {
            query?: {
                /** @description The page, from 1. */
                page?: number;
                /** @description Results a page, from 1. */
                size?: number;
                /** @description Sort keys as `column:asc` or `column:desc`. */
                sort?: string[];
                /** @description A part of the user, the object, the operation or the namespace. */
                q?: string;
                /** @description A namespace; those below it count too. */
                namespace?: string;
                /** @description A flow. */
                flowId?: string;
                /** @description An execution. */
                executionId?: string;
                /** @description The id of who did it. */
                userId?: string;
                /** @description The name of who did it. */
                user?: string;
                /** @description An entry. */
                id?: string;
                /** @description What was changed, such as FLOW. */
                resource?: string;
                /** @description The id of what was changed. */
                resourceId?: string;
                /** @description The operation, such as `flow.update`. */
                operation?: string;
                /** @description What was done, such as CREATE. */
                type?: string;
                /** @description Whether it was refused. */
                denied?: string;
                /** @description Not before. */
                startDate?: string;
                /** @description Not after. */
                endDate?: string;
                /** @description Within this ISO duration. */
                timeRange?: string;
                /** @description What was changed, such as FLOW. */
                resources?: string[];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AuditPage"];
                };
            };
        };
    };
    getAuditlogsVerify: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AuditReport"];
                };
            };
        };
    };
    getAuditlogsIdDiff: {
        parameters: {
            query?: {
                /** @description An earlier entry, after which the comparison begins. */
                previousId?: string;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AuditDiff"];
                };
            };
        };
    };
    getAuths: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SignInMethods"];
                };
            };
        };
    };
    postBanners: {
        parameters: {
            query?: never;
            header?: {
                /** @description A name for this request, chosen by the client: whoever sends the request again with the same key, within 24 hours, is given the first answer, and nothing is made twice. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "message": "The database moves at noon.",
                 *       "type": "WARNING"
                 *     }
                 */
                "application/json": components["schemas"]["BannerInput"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description true when the answer is of an earlier request with the same key. */
                    "Idempotency-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Banner"];
                };
            };
        };
    };
    getBannersSearch: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Banner"][];
                };
            };
        };
    };
    putBannersId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "message": "The database moves at noon.",
                 *       "type": "WARNING"
                 *     }
                 */
                "application/json": components["schemas"]["BannerInput"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Banner"];
                };
            };
        };
    };
    deleteBannersId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    postBasicAuth: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Credentials"];
            };
        };
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    getBasicAuthValidationErrors: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": string[];
                };
            };
        };
    };
    postBindings: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["BindingInput"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Binding"];
                };
            };
        };
    };
    postBindingsBulk: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["BindingInput"][];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Binding"][];
                };
            };
        };
    };
    getBindingsSearch: {
        parameters: {
            query?: {
                /** @description The page, from 1. */
                page?: number;
                /** @description Results a page, from 1. */
                size?: number;
                /** @description Sort keys as `column:asc` or `column:desc`. */
                sort?: string[];
                /** @description USER or GROUP. */
                type?: string;
                /** @description The user or group that it is for. */
                id?: string;
                /** @description The namespace that it is for. */
                namespace?: string;
                /** @description The role that it gives. */
                roleId?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Bindings"];
                };
            };
        };
    };
    getBindingsId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Binding"];
                };
            };
        };
    };
    deleteBindingsId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    getBlueprintsCommunity: {
        parameters: {
            query?: {
                /** @description A part of the title, the description or a task type. */
                q?: string;
                /** @description Tags; a blueprint needs one of them. */
                tags?: string[];
                /** @description The page, from 1. */
                page?: number;
                /** @description Results a page, from 1. */
                size?: number;
                /** @description Sort keys as `column:asc` or `column:desc`. */
                sort?: string[];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BlueprintPage"];
                };
            };
        };
    };
    getBlueprintsCommunityTags: {
        parameters: {
            query?: {
                /** @description A part of the title, the description or a task type. */
                q?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BlueprintTag"][];
                };
            };
        };
    };
    getBlueprintsCommunityKind: {
        parameters: {
            query?: {
                /** @description A part of the title, the description or a task type. */
                q?: string;
                /** @description Tags; a blueprint needs one of them. */
                tags?: string[];
                /** @description The page, from 1. */
                page?: number;
                /** @description Results a page, from 1. */
                size?: number;
                /** @description Sort keys as `column:asc` or `column:desc`. */
                sort?: string[];
            };
            header?: never;
            path: {
                kind: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BlueprintPage"] | components["schemas"]["Blueprint"];
                };
            };
        };
    };
    getBlueprintsCommunityKindTags: {
        parameters: {
            query?: {
                /** @description A part of the title, the description or a task type. */
                q?: string;
            };
            header?: never;
            path: {
                kind: "FLOW" | "flow" | "DASHBOARD" | "dashboard" | "APP" | "app";
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BlueprintTag"][];
                };
            };
        };
    };
    getBlueprintsCommunityKindId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                kind: "FLOW" | "flow" | "DASHBOARD" | "dashboard" | "APP" | "app";
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Blueprint"] | components["schemas"]["FlowGraph"];
                    "application/yaml": Record<string, never> | unknown[] | string | number | boolean | null;
                };
            };
        };
    };
    getBlueprintsCommunityKindIdFlow: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                kind: "FLOW" | "flow" | "DASHBOARD" | "dashboard" | "APP" | "app";
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/yaml": Record<string, never> | unknown[] | string | number | boolean | null;
                };
            };
        };
    };
    getBlueprintsCommunityKindIdGraph: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                kind: "FLOW" | "flow" | "DASHBOARD" | "dashboard" | "APP" | "app";
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FlowGraph"];
                };
            };
        };
    };
    getBlueprintsCommunityKindIdSource: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                kind: "FLOW" | "flow" | "DASHBOARD" | "dashboard" | "APP" | "app";
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/yaml": Record<string, never> | unknown[] | string | number | boolean | null;
                };
            };
        };
    };
    getBlueprintsCustom: {
        parameters: {
            query?: {
                /** @description Blueprints of this kind alone. */
                kind?: "FLOW" | "flow" | "DASHBOARD" | "dashboard";
                /** @description A part of the title, the description or a task type. */
                q?: string;
                /** @description Tags; a blueprint needs one of them. */
                tags?: string[];
                /** @description The page, from 1. */
                page?: number;
                /** @description Results a page, from 1. */
                size?: number;
                /** @description Sort keys as `column:asc` or `column:desc`. */
                sort?: string[];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BlueprintPage"];
                };
            };
        };
    };
    postBlueprintsCustom: {
        parameters: {
            query?: never;
            header?: {
                /** @description A name for this request, chosen by the client: whoever sends the request again with the same key, within 24 hours, is given the first answer, and nothing is made twice. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "source": "id: hello\n",
                 *       "title": "Hello"
                 *     }
                 */
                "application/json": components["schemas"]["BlueprintInput"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description true when the answer is of an earlier request with the same key. */
                    "Idempotency-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Blueprint"];
                };
            };
        };
    };
    getBlueprintsCustomTags: {
        parameters: {
            query?: {
                /** @description Blueprints of this kind alone. */
                kind?: "FLOW" | "flow" | "DASHBOARD" | "dashboard";
                /** @description A part of the title, the description or a task type. */
                q?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BlueprintTag"][];
                };
            };
        };
    };
    getBlueprintsCustomId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Blueprint"];
                };
            };
        };
    };
    putBlueprintsCustomId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "source": "id: hello\n",
                 *       "title": "Hello"
                 *     }
                 */
                "application/json": components["schemas"]["BlueprintInput"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Blueprint"];
                };
            };
        };
    };
    deleteBlueprintsCustomId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    getBlueprintsCustomIdGraph: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FlowGraph"];
                };
            };
        };
    };
    getBlueprintsCustomIdSource: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/yaml": Record<string, never> | unknown[] | string | number | boolean | null;
                };
            };
        };
    };
    postBlueprintsCustomIdUseTemplate: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "templateArgumentsInputs": {
                 *         "name": "Ada"
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["BlueprintArgumentsInput"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Generated"];
                };
            };
        };
    };
    getBlueprintsFlowId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Blueprint"];
                };
            };
        };
    };
    postBlueprintsFlows: {
        parameters: {
            query?: never;
            header?: {
                /** @description A name for this request, chosen by the client: whoever sends the request again with the same key, within 24 hours, is given the first answer, and nothing is made twice. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "source": "id: hello\n",
                 *       "title": "Hello"
                 *     }
                 */
                "application/json": components["schemas"]["BlueprintInput"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description true when the answer is of an earlier request with the same key. */
                    "Idempotency-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Blueprint"];
                };
            };
        };
    };
    getBlueprintsFlowsId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Blueprint"];
                };
            };
        };
    };
    putBlueprintsFlowsId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "source": "id: hello\n",
                 *       "title": "Hello"
                 *     }
                 */
                "application/json": components["schemas"]["BlueprintInput"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Blueprint"];
                };
            };
        };
    };
    deleteBlueprintsFlowsId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    postBlueprintsFlowsIdUseTemplate: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "templateArgumentsInputs": {
                 *         "name": "Ada"
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["BlueprintArgumentsInput"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Generated"];
                };
            };
        };
    };
    getConcurrencyLimitSearch: {
        parameters: {
            query?: {
                /** @description The page, from 1. */
                page?: number;
                /** @description Results a page, from 1. */
                size?: number;
                /** @description A namespace; those below it count too. */
                namespace?: string;
                /** @description Only flows with this id. */
                flowId?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConcurrencyLimitPage"];
                };
            };
        };
    };
    putConcurrencyLimitNamespaceFlowId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                namespace: string;
                flowId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ConcurrencyLimitInput"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConcurrencyLimit"];
                };
            };
        };
    };
    getConfigs: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Configuration"];
                };
            };
        };
    };
    getConfigsLogin: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LoginConfiguration"];
                };
            };
        };
    };
    getCredentials: {
        parameters: {
            query?: {
                /** @description The page, from 1. */
                page?: number;
                /** @description Results a page, from 1. */
                size?: number;
                /** @description Sort keys as `column:asc` or `column:desc`. */
                sort?: string[];
                /** @description A part of the name or the description. */
                q?: string;
                /** @description The name. */
                name?: string;
                /** @description OAUTH2 or GITHUB_APP. */
                type?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CredentialPage"];
                };
            };
        };
    };
    postCredentials: {
        parameters: {
            query?: never;
            header?: {
                /** @description A name for this request, chosen by the client: whoever sends the request again with the same key, within 24 hours, is given the first answer, and nothing is made twice. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "authConfig": {
                 *         "clientId": "tiercel",
                 *         "clientSecret": {
                 *           "secretKey": "CRM_SECRET"
                 *         },
                 *         "type": "CLIENT_CREDENTIALS"
                 *       },
                 *       "name": "crm",
                 *       "scopes": [
                 *         "read"
                 *       ],
                 *       "tokenEndpoint": "https://login.example.com/token",
                 *       "type": "OAUTH2"
                 *     }
                 */
                "application/json": components["schemas"]["CredentialInput"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description true when the answer is of an earlier request with the same key. */
                    "Idempotency-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Credential"];
                };
            };
        };
    };
    getCredentialsId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Credential"];
                };
            };
        };
    };
    putCredentialsId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "authConfig": {
                 *         "clientId": "tiercel",
                 *         "clientSecret": {
                 *           "secretKey": "CRM_SECRET"
                 *         },
                 *         "type": "CLIENT_CREDENTIALS"
                 *       },
                 *       "scopes": [
                 *         "read"
                 *       ],
                 *       "tokenEndpoint": "https://login.example.com/token",
                 *       "type": "OAUTH2"
                 *     }
                 */
                "application/json": components["schemas"]["CredentialChange"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Credential"];
                };
            };
        };
    };
    deleteCredentialsId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    postCredentialsIdTest: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CredentialTest"];
                };
            };
        };
    };
    getDashboards: {
        parameters: {
            query?: {
                /** @description The page, from 1. */
                page?: number;
                /** @description Results a page, from 1. */
                size?: number;
                /** @description Sort keys as `column:asc` or `column:desc`. */
                sort?: string[];
                /** @description A part of the title or the id. */
                q?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DashboardPage"];
                };
            };
        };
    };
    postDashboards: {
        parameters: {
            query?: never;
            header?: {
                /** @description A name for this request, chosen by the client: whoever sends the request again with the same key, within 24 hours, is given the first answer, and nothing is made twice. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example title: Overview
                 *     charts: []
                 */
                "application/x-yaml": Record<string, never> | unknown[] | string | number | boolean | null;
                /**
                 * @example title: Overview
                 *     charts: []
                 */
                "application/yaml": Record<string, never> | unknown[] | string | number | boolean | null;
                /**
                 * @example title: Overview
                 *     charts: []
                 */
                "text/plain": string;
                /**
                 * @example title: Overview
                 *     charts: []
                 */
                "text/yaml": Record<string, never> | unknown[] | string | number | boolean | null;
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description true when the answer is of an earlier request with the same key. */
                    "Idempotency-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Dashboard"];
                };
            };
        };
    };
    getDashboardsBuiltInPage: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                page: "home" | "flow" | "namespace";
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Dashboard"];
                };
            };
        };
    };
    postDashboardsChartsExport: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ChartPreview"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/octet-stream": string;
                };
            };
        };
    };
    postDashboardsChartsExportToCsv: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ChartPreview"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/octet-stream": string;
                };
            };
        };
    };
    postDashboardsChartsPreview: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ChartPreview"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ChartRows"];
                };
            };
        };
    };
    postDashboardsChartsPreviews: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ChartPreviews"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ChartAnswers"];
                };
            };
        };
    };
    getDashboardsSettingsDefaultDashboards: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DefaultDashboards"];
                };
            };
        };
    };
    postDashboardsValidate: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example title: Overview
                 *     charts: []
                 */
                "application/x-yaml": Record<string, never> | unknown[] | string | number | boolean | null;
                /**
                 * @example title: Overview
                 *     charts: []
                 */
                "application/yaml": Record<string, never> | unknown[] | string | number | boolean | null;
                /**
                 * @example title: Overview
                 *     charts: []
                 */
                "text/plain": string;
                /**
                 * @example title: Overview
                 *     charts: []
                 */
                "text/yaml": Record<string, never> | unknown[] | string | number | boolean | null;
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ValidationReport"];
                };
            };
        };
    };
    postDashboardsValidateChart: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example title: Overview
                 *     charts: []
                 */
                "application/x-yaml": Record<string, never> | unknown[] | string | number | boolean | null;
                /**
                 * @example title: Overview
                 *     charts: []
                 */
                "application/yaml": Record<string, never> | unknown[] | string | number | boolean | null;
                /**
                 * @example title: Overview
                 *     charts: []
                 */
                "text/plain": string;
                /**
                 * @example title: Overview
                 *     charts: []
                 */
                "text/yaml": Record<string, never> | unknown[] | string | number | boolean | null;
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ValidationReport"];
                };
            };
        };
    };
    getDashboardsId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Dashboard"];
                };
            };
        };
    };
    putDashboardsId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example title: Overview
                 *     charts: []
                 */
                "application/x-yaml": Record<string, never> | unknown[] | string | number | boolean | null;
                /**
                 * @example title: Overview
                 *     charts: []
                 */
                "application/yaml": Record<string, never> | unknown[] | string | number | boolean | null;
                /**
                 * @example title: Overview
                 *     charts: []
                 */
                "text/plain": string;
                /**
                 * @example title: Overview
                 *     charts: []
                 */
                "text/yaml": Record<string, never> | unknown[] | string | number | boolean | null;
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Dashboard"];
                };
            };
        };
    };
    deleteDashboardsId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    postDashboardsIdChartsChartId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                chartId: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                /** @example {} */
                "application/json": components["schemas"]["ChartQueryInput"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ChartRows"];
                };
            };
        };
    };
    postDashboardsIdChartsChartIdExport: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                chartId: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                /** @example {} */
                "application/json": components["schemas"]["ChartQueryInput"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/octet-stream": string;
                };
            };
        };
    };
    postDashboardsIdChartsChartIdExportToCsv: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                chartId: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                /** @example {} */
                "application/json": components["schemas"]["ChartQueryInput"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/octet-stream": string;
                };
            };
        };
    };
    getDependencies: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FlowTopologyGraph"];
                };
            };
        };
    };
    getDocumentation: {
        parameters: {
            query?: {
                /** @description Words that a section must have. */
                q?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DocList"];
                };
            };
        };
    };
    getDocumentationPath: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                path: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DocText"];
                };
            };
        };
    };
    getExecutions: {
        parameters: {
            query?: {
                /** @description The page, from 1. */
                page?: number;
                /** @description Results a page, from 1. */
                size?: number;
                /** @description Sort keys as `column:asc` or `column:desc`. */
                sort?: string[];
                /** @description Words that id, namespace or flow must contain. */
                q?: string;
                /** @description USER, SYSTEM or both. */
                scope?: ("USER" | "SYSTEM")[];
                /** @description A namespace; those below it count too. */
                namespace?: string;
                /** @description A flow. */
                flowId?: string;
                /** @description Started at or after. */
                startDate?: string;
                /** @description Started at or before. */
                endDate?: string;
                /** @description Started within this ISO duration. */
                timeRange?: string;
                /** @description States. */
                state?: ("CREATED" | "SUBMITTED" | "RUNNING" | "PAUSED" | "RESTARTED" | "KILLING" | "SUCCESS" | "WARNING" | "FAILED" | "KILLED" | "CANCELLED" | "QUEUED" | "RETRYING" | "RETRIED" | "SKIPPED" | "BREAKPOINT" | "RESUBMITTED")[];
                /** @description Labels as `key:value`. */
                labels?: string[];
                /** @description Started by this execution. */
                triggerExecutionId?: string;
                /** @description CHILD or MAIN. */
                childFilter?: "CHILD" | "MAIN";
                /** @description Which date the filters by date mean. */
                dateFilter?: "START_DATE" | "END_DATE";
                /** @description With task runs, variables, metadata, breakpoints and trace; without them rows are short. */
                taskRuns?: boolean;
                /** @description `slim` leaves out of each row task runs, inputs, outputs and variables, and says why it failed. */
                view?: "full" | "slim";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ExecutionPage"];
                };
            };
        };
    };
    postExecutionsByIds: {
        parameters: {
            query?: {
                /** @description Running ones too. */
                includeNonTerminated?: boolean;
                /** @description Logs too. */
                deleteLogs?: boolean;
                /** @description Metrics too. */
                deleteMetrics?: boolean;
                /** @description Files too. */
                deleteStorage?: boolean;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": string[];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BulkResponse"];
                };
            };
        };
    };
    deleteExecutionsByIds: {
        parameters: {
            query?: {
                /** @description Running ones too. */
                includeNonTerminated?: boolean;
                /** @description Logs too. */
                deleteLogs?: boolean;
                /** @description Metrics too. */
                deleteMetrics?: boolean;
                /** @description Files too. */
                deleteStorage?: boolean;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": string[];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BulkResponse"];
                };
            };
        };
    };
    postExecutionsByQuery: {
        parameters: {
            query?: {
                /** @description Running ones too. */
                includeNonTerminated?: boolean;
                /** @description Logs too. */
                deleteLogs?: boolean;
                /** @description Metrics too. */
                deleteMetrics?: boolean;
                /** @description Files too. */
                deleteStorage?: boolean;
                /** @description Words that id, namespace or flow must contain. */
                q?: string;
                /** @description A namespace; those below it count too. */
                namespace?: string;
                /** @description A flow. */
                flowId?: string;
                /** @description States. */
                state?: ("CREATED" | "SUBMITTED" | "RUNNING" | "PAUSED" | "RESTARTED" | "KILLING" | "SUCCESS" | "WARNING" | "FAILED" | "KILLED" | "CANCELLED" | "QUEUED" | "RETRYING" | "RETRIED" | "SKIPPED" | "BREAKPOINT" | "RESUBMITTED")[];
                /** @description Labels as `key:value`. */
                labels?: string[];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["FiltersInput"] | null;
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BulkResponse"];
                };
            };
        };
    };
    deleteExecutionsByQuery: {
        parameters: {
            query?: {
                /** @description Running ones too. */
                includeNonTerminated?: boolean;
                /** @description Logs too. */
                deleteLogs?: boolean;
                /** @description Metrics too. */
                deleteMetrics?: boolean;
                /** @description Files too. */
                deleteStorage?: boolean;
                /** @description Words that id, namespace or flow must contain. */
                q?: string;
                /** @description A namespace; those below it count too. */
                namespace?: string;
                /** @description A flow. */
                flowId?: string;
                /** @description States. */
                state?: ("CREATED" | "SUBMITTED" | "RUNNING" | "PAUSED" | "RESTARTED" | "KILLING" | "SUCCESS" | "WARNING" | "FAILED" | "KILLED" | "CANCELLED" | "QUEUED" | "RETRYING" | "RETRIED" | "SKIPPED" | "BREAKPOINT" | "RESUBMITTED")[];
                /** @description Labels as `key:value`. */
                labels?: string[];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["FiltersInput"] | null;
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BulkResponse"];
                };
            };
        };
    };
    postExecutionsChangeStatusByIds: {
        parameters: {
            query: {
                /** @description The new end state. */
                newStatus: "CANCELLED" | "FAILED" | "KILLED" | "RETRIED" | "SKIPPED" | "SUCCESS" | "WARNING";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": string[];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BulkResponse"];
                };
            };
        };
    };
    postExecutionsChangeStatusByQuery: {
        parameters: {
            query: {
                /** @description The new end state. */
                newStatus: "CANCELLED" | "FAILED" | "KILLED" | "RETRIED" | "SKIPPED" | "SUCCESS" | "WARNING";
                /** @description Words that id, namespace or flow must contain. */
                q?: string;
                /** @description A namespace; those below it count too. */
                namespace?: string;
                /** @description A flow. */
                flowId?: string;
                /** @description States. */
                state?: ("CREATED" | "SUBMITTED" | "RUNNING" | "PAUSED" | "RESTARTED" | "KILLING" | "SUCCESS" | "WARNING" | "FAILED" | "KILLED" | "CANCELLED" | "QUEUED" | "RETRYING" | "RETRIED" | "SKIPPED" | "BREAKPOINT" | "RESUBMITTED")[];
                /** @description Labels as `key:value`. */
                labels?: string[];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["FiltersInput"] | null;
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BulkResponse"];
                };
            };
        };
    };
    getExecutionsCompare: {
        parameters: {
            query: {
                /** @description The id of the execution on the left. */
                left: string;
                /** @description The id of the execution on the right. */
                right: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SideBySide"];
                };
            };
        };
    };
    getExecutionsCounts: {
        parameters: {
            query?: {
                /** @description Words that id, namespace or flow must contain. */
                q?: string;
                /** @description USER, SYSTEM or both. */
                scope?: ("USER" | "SYSTEM")[];
                /** @description A namespace; those below it count too. */
                namespace?: string;
                /** @description A flow. */
                flowId?: string;
                /** @description Started at or after. */
                startDate?: string;
                /** @description Started at or before. */
                endDate?: string;
                /** @description Started within this ISO duration. */
                timeRange?: string;
                /** @description Labels as `key:value`. */
                labels?: string[];
                /** @description States. */
                state?: ("CREATED" | "SUBMITTED" | "RUNNING" | "PAUSED" | "RESTARTED" | "KILLING" | "SUCCESS" | "WARNING" | "FAILED" | "KILLED" | "CANCELLED" | "QUEUED" | "RETRYING" | "RETRIED" | "SKIPPED" | "BREAKPOINT" | "RESUBMITTED")[];
                /** @description Started by this execution. */
                triggerExecutionId?: string;
                /** @description CHILD or MAIN. */
                childFilter?: "CHILD" | "MAIN";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StateCounts"];
                };
            };
        };
    };
    getExecutionsDistinctFieldValues: {
        parameters: {
            query: {
                /** @description What is asked for. */
                field: "NAMESPACE" | "NAMESPACES" | "FLOW_ID" | "FLOWID" | "STATE";
                /** @description How many at most. */
                size?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": string[];
                };
            };
        };
    };
    postExecutionsDurations: {
        parameters: {
            query?: {
                /** @description So many of each flow. */
                last?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["IdWithNamespace"][];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FlowDurations"][];
                };
            };
        };
    };
    getExecutionsErrors: {
        parameters: {
            query?: {
                /** @description Words that id, namespace or flow must contain. */
                q?: string;
                /** @description USER, SYSTEM or both. */
                scope?: ("USER" | "SYSTEM")[];
                /** @description A namespace; those below it count too. */
                namespace?: string;
                /** @description A flow. */
                flowId?: string;
                /** @description Started at or after. */
                startDate?: string;
                /** @description Started at or before. */
                endDate?: string;
                /** @description Started within this ISO duration. */
                timeRange?: string;
                /** @description Labels as `key:value`. */
                labels?: string[];
                /** @description Count each group in so many equal parts of the time. */
                buckets?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGroups"];
                };
            };
        };
    };
    getExecutionsExportByQueryCsv: {
        parameters: {
            query?: {
                /** @description Words that id, namespace or flow must contain. */
                q?: string;
                /** @description A namespace; those below it count too. */
                namespace?: string;
                /** @description Labels as `key:value`. */
                labels?: string[];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/csv": Record<string, never> | unknown[] | string | number | boolean | null;
                };
            };
        };
    };
    getExecutionsFlowsNamespaceFlowId: {
        parameters: {
            query?: {
                /** @description The revision. */
                revision?: number;
            };
            header?: never;
            path: {
                namespace: string;
                flowId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FlowForExecution"];
                };
            };
        };
    };
    postExecutionsForceRunByIds: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": string[];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BulkResponse"];
                };
            };
        };
    };
    postExecutionsForceRunByQuery: {
        parameters: {
            query?: {
                /** @description Words that id, namespace or flow must contain. */
                q?: string;
                /** @description A namespace; those below it count too. */
                namespace?: string;
                /** @description A flow. */
                flowId?: string;
                /** @description States. */
                state?: ("CREATED" | "SUBMITTED" | "RUNNING" | "PAUSED" | "RESTARTED" | "KILLING" | "SUCCESS" | "WARNING" | "FAILED" | "KILLED" | "CANCELLED" | "QUEUED" | "RETRYING" | "RETRIED" | "SKIPPED" | "BREAKPOINT" | "RESUBMITTED")[];
                /** @description Labels as `key:value`. */
                labels?: string[];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["FiltersInput"] | null;
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BulkResponse"];
                };
            };
        };
    };
    postExecutionsKillByIds: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": string[];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BulkResponse"];
                };
            };
        };
    };
    deleteExecutionsKillByIds: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": string[];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BulkResponse"];
                };
            };
        };
    };
    postExecutionsKillByQuery: {
        parameters: {
            query?: {
                /** @description Words that id, namespace or flow must contain. */
                q?: string;
                /** @description A namespace; those below it count too. */
                namespace?: string;
                /** @description A flow. */
                flowId?: string;
                /** @description States. */
                state?: ("CREATED" | "SUBMITTED" | "RUNNING" | "PAUSED" | "RESTARTED" | "KILLING" | "SUCCESS" | "WARNING" | "FAILED" | "KILLED" | "CANCELLED" | "QUEUED" | "RETRYING" | "RETRIED" | "SKIPPED" | "BREAKPOINT" | "RESUBMITTED")[];
                /** @description Labels as `key:value`. */
                labels?: string[];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["FiltersInput"] | null;
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BulkResponse"];
                };
            };
        };
    };
    deleteExecutionsKillByQuery: {
        parameters: {
            query?: {
                /** @description Words that id, namespace or flow must contain. */
                q?: string;
                /** @description A namespace; those below it count too. */
                namespace?: string;
                /** @description A flow. */
                flowId?: string;
                /** @description States. */
                state?: ("CREATED" | "SUBMITTED" | "RUNNING" | "PAUSED" | "RESTARTED" | "KILLING" | "SUCCESS" | "WARNING" | "FAILED" | "KILLED" | "CANCELLED" | "QUEUED" | "RETRYING" | "RETRIED" | "SKIPPED" | "BREAKPOINT" | "RESUBMITTED")[];
                /** @description Labels as `key:value`. */
                labels?: string[];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["FiltersInput"] | null;
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BulkResponse"];
                };
            };
        };
    };
    postExecutionsLabelsByIds: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["LabelledExecutions"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BulkResponse"];
                };
            };
        };
    };
    postExecutionsLabelsByQuery: {
        parameters: {
            query?: {
                /** @description Words that id, namespace or flow must contain. */
                q?: string;
                /** @description A namespace; those below it count too. */
                namespace?: string;
                /** @description A flow. */
                flowId?: string;
                /** @description States. */
                state?: ("CREATED" | "SUBMITTED" | "RUNNING" | "PAUSED" | "RESTARTED" | "KILLING" | "SUCCESS" | "WARNING" | "FAILED" | "KILLED" | "CANCELLED" | "QUEUED" | "RETRYING" | "RETRIED" | "SKIPPED" | "BREAKPOINT" | "RESUBMITTED")[];
                /** @description Labels as `key:value`. */
                labels?: string[];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["LabelInput"][] | {
                    [key: string]: string | number | boolean;
                };
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BulkResponse"];
                };
            };
        };
    };
    getExecutionsLate: {
        parameters: {
            query?: {
                /** @description Words that id, namespace or flow must contain. */
                q?: string;
                /** @description USER, SYSTEM or both. */
                scope?: ("USER" | "SYSTEM")[];
                /** @description A namespace; those below it count too. */
                namespace?: string;
                /** @description A flow. */
                flowId?: string;
                /** @description Started at or after. */
                startDate?: string;
                /** @description Started at or before. */
                endDate?: string;
                /** @description Started within this ISO duration. */
                timeRange?: string;
                /** @description Labels as `key:value`. */
                labels?: string[];
                /** @description Seconds that an execution must have begun late. */
                least?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LateExecutions"];
                };
            };
        };
    };
    postExecutionsLatest: {
        parameters: {
            query?: {
                /** @description So many of each flow. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["IdWithNamespace"][];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Latest"][];
                };
            };
        };
    };
    getExecutionsNamespaces: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": string[];
                };
            };
        };
    };
    getExecutionsNamespacesNamespaceFlows: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                namespace: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FlowForExecution"][];
                };
            };
        };
    };
    getExecutionsNamespacesNamespaceFlowsFlowIdAverageDuration: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                namespace: string;
                flowId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AverageDuration"];
                };
            };
        };
    };
    postExecutionsPauseByIds: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": string[];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BulkResponse"];
                };
            };
        };
    };
    postExecutionsPauseByQuery: {
        parameters: {
            query?: {
                /** @description Words that id, namespace or flow must contain. */
                q?: string;
                /** @description A namespace; those below it count too. */
                namespace?: string;
                /** @description A flow. */
                flowId?: string;
                /** @description States. */
                state?: ("CREATED" | "SUBMITTED" | "RUNNING" | "PAUSED" | "RESTARTED" | "KILLING" | "SUCCESS" | "WARNING" | "FAILED" | "KILLED" | "CANCELLED" | "QUEUED" | "RETRYING" | "RETRIED" | "SKIPPED" | "BREAKPOINT" | "RESUBMITTED")[];
                /** @description Labels as `key:value`. */
                labels?: string[];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["FiltersInput"] | null;
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BulkResponse"];
                };
            };
        };
    };
    postExecutionsReplayByIds: {
        parameters: {
            query?: {
                /** @description With the newest revisions. */
                latestRevision?: boolean;
            };
            header?: {
                /** @description A name for this request, chosen by the client: whoever sends the request again with the same key, within 24 hours, is given the first answer, and nothing is made twice. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": string[];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description true when the answer is of an earlier request with the same key. */
                    "Idempotency-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BulkResponse"];
                };
            };
        };
    };
    postExecutionsReplayByQuery: {
        parameters: {
            query?: {
                /** @description With the newest revisions. */
                latestRevision?: boolean;
                /** @description Words that id, namespace or flow must contain. */
                q?: string;
                /** @description A namespace; those below it count too. */
                namespace?: string;
                /** @description A flow. */
                flowId?: string;
                /** @description States. */
                state?: ("CREATED" | "SUBMITTED" | "RUNNING" | "PAUSED" | "RESTARTED" | "KILLING" | "SUCCESS" | "WARNING" | "FAILED" | "KILLED" | "CANCELLED" | "QUEUED" | "RETRYING" | "RETRIED" | "SKIPPED" | "BREAKPOINT" | "RESUBMITTED")[];
                /** @description Labels as `key:value`. */
                labels?: string[];
            };
            header?: {
                /** @description A name for this request, chosen by the client: whoever sends the request again with the same key, within 24 hours, is given the first answer, and nothing is made twice. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["FiltersInput"] | null;
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description true when the answer is of an earlier request with the same key. */
                    "Idempotency-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BulkResponse"];
                };
            };
        };
    };
    postExecutionsRestartByIds: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": string[];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BulkResponse"];
                };
            };
        };
    };
    postExecutionsRestartByQuery: {
        parameters: {
            query?: {
                /** @description Words that id, namespace or flow must contain. */
                q?: string;
                /** @description A namespace; those below it count too. */
                namespace?: string;
                /** @description A flow. */
                flowId?: string;
                /** @description States. */
                state?: ("CREATED" | "SUBMITTED" | "RUNNING" | "PAUSED" | "RESTARTED" | "KILLING" | "SUCCESS" | "WARNING" | "FAILED" | "KILLED" | "CANCELLED" | "QUEUED" | "RETRYING" | "RETRIED" | "SKIPPED" | "BREAKPOINT" | "RESUBMITTED")[];
                /** @description Labels as `key:value`. */
                labels?: string[];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["FiltersInput"] | null;
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BulkResponse"];
                };
            };
        };
    };
    postExecutionsResumeByIds: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": string[];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BulkResponse"];
                };
            };
        };
    };
    postExecutionsResumeByQuery: {
        parameters: {
            query?: {
                /** @description Words that id, namespace or flow must contain. */
                q?: string;
                /** @description A namespace; those below it count too. */
                namespace?: string;
                /** @description A flow. */
                flowId?: string;
                /** @description States. */
                state?: ("CREATED" | "SUBMITTED" | "RUNNING" | "PAUSED" | "RESTARTED" | "KILLING" | "SUCCESS" | "WARNING" | "FAILED" | "KILLED" | "CANCELLED" | "QUEUED" | "RETRYING" | "RETRIED" | "SKIPPED" | "BREAKPOINT" | "RESUBMITTED")[];
                /** @description Labels as `key:value`. */
                labels?: string[];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["FiltersInput"] | null;
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BulkResponse"];
                };
            };
        };
    };
    getExecutionsSearch: {
        parameters: {
            query?: {
                /** @description The page, from 1. */
                page?: number;
                /** @description Results a page, from 1. */
                size?: number;
                /** @description Sort keys as `column:asc` or `column:desc`. */
                sort?: string[];
                /** @description Words that id, namespace or flow must contain. */
                q?: string;
                /** @description USER, SYSTEM or both. */
                scope?: ("USER" | "SYSTEM")[];
                /** @description A namespace; those below it count too. */
                namespace?: string;
                /** @description A flow. */
                flowId?: string;
                /** @description Started at or after. */
                startDate?: string;
                /** @description Started at or before. */
                endDate?: string;
                /** @description Started within this ISO duration. */
                timeRange?: string;
                /** @description States. */
                state?: ("CREATED" | "SUBMITTED" | "RUNNING" | "PAUSED" | "RESTARTED" | "KILLING" | "SUCCESS" | "WARNING" | "FAILED" | "KILLED" | "CANCELLED" | "QUEUED" | "RETRYING" | "RETRIED" | "SKIPPED" | "BREAKPOINT" | "RESUBMITTED")[];
                /** @description Labels as `key:value`. */
                labels?: string[];
                /** @description Started by this execution. */
                triggerExecutionId?: string;
                /** @description CHILD or MAIN. */
                childFilter?: "CHILD" | "MAIN";
                /** @description Which date the filters by date mean. */
                dateFilter?: "START_DATE" | "END_DATE";
                /** @description With task runs, variables, metadata, breakpoints and trace; without them rows are short. */
                taskRuns?: boolean;
                /** @description `slim` leaves out of each row task runs, inputs, outputs and variables, and says why it failed. */
                view?: "full" | "slim";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ExecutionPage"];
                };
            };
        };
    };
    postExecutionsTriggerNamespaceId: {
        parameters: {
            query?: {
                /** @description Labels as `key:value`. */
                labels?: string[];
                /** @description Answer when the execution has ended. */
                wait?: boolean;
                /** @description The revision of the flow. */
                revision?: number;
                /** @description Start later. */
                scheduleDate?: string;
                /** @description Tasks to stop before, `taskId` or `taskId.value`. */
                breakpoints?: string[];
                /** @description NORMAL, TEST or PLAYGROUND. */
                kind?: string;
            };
            header?: {
                /** @description A name for this request, chosen by the client: whoever sends the request again with the same key, within 24 hours, is given the first answer, and nothing is made twice. */
                "Idempotency-Key"?: string;
            };
            path: {
                namespace: string;
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "multipart/form-data": {
                    [key: string]: unknown;
                };
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description true when the answer is of an earlier request with the same key. */
                    "Idempotency-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Execution"];
                };
            };
        };
    };
    postExecutionsUnqueueByIds: {
        parameters: {
            query?: {
                /** @description The state to go on with. */
                state?: "CREATED" | "SUBMITTED" | "RUNNING" | "PAUSED" | "RESTARTED" | "KILLING" | "SUCCESS" | "WARNING" | "FAILED" | "KILLED" | "CANCELLED" | "QUEUED" | "RETRYING" | "RETRIED" | "SKIPPED" | "BREAKPOINT" | "RESUBMITTED";
                /** @description The same. */
                newState?: "CREATED" | "SUBMITTED" | "RUNNING" | "PAUSED" | "RESTARTED" | "KILLING" | "SUCCESS" | "WARNING" | "FAILED" | "KILLED" | "CANCELLED" | "QUEUED" | "RETRYING" | "RETRIED" | "SKIPPED" | "BREAKPOINT" | "RESUBMITTED";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": string[];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BulkResponse"];
                };
            };
        };
    };
    postExecutionsUnqueueByQuery: {
        parameters: {
            query?: {
                /** @description States. */
                state?: ("CREATED" | "SUBMITTED" | "RUNNING" | "PAUSED" | "RESTARTED" | "KILLING" | "SUCCESS" | "WARNING" | "FAILED" | "KILLED" | "CANCELLED" | "QUEUED" | "RETRYING" | "RETRIED" | "SKIPPED" | "BREAKPOINT" | "RESUBMITTED")[];
                /** @description The same. */
                newState?: "CREATED" | "SUBMITTED" | "RUNNING" | "PAUSED" | "RESTARTED" | "KILLING" | "SUCCESS" | "WARNING" | "FAILED" | "KILLED" | "CANCELLED" | "QUEUED" | "RETRYING" | "RETRIED" | "SKIPPED" | "BREAKPOINT" | "RESUBMITTED";
                /** @description Words that id, namespace or flow must contain. */
                q?: string;
                /** @description A namespace; those below it count too. */
                namespace?: string;
                /** @description A flow. */
                flowId?: string;
                /** @description Labels as `key:value`. */
                labels?: string[];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["FiltersInput"] | null;
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BulkResponse"];
                };
            };
        };
    };
    getExecutionsWebhookNamespaceIdKey: {
        parameters: {
            query?: never;
            header?: {
                /** @description A name for this request, chosen by the client: whoever sends the request again with the same key, within 24 hours, is given the first answer, and nothing is made twice. */
                "Idempotency-Key"?: string;
            };
            path: {
                namespace: string;
                id: string;
                key: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The execution, or its outputs. A trigger that waits may say another status than 200. */
            200: {
                headers: {
                    /** @description true when the answer is of an earlier request with the same key. */
                    "Idempotency-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Execution"] | components["schemas"]["Outputs"];
                };
            };
            /** @description No Content */
            204: {
                headers: {
                    /** @description true when the answer is of an earlier request with the same key. */
                    "Idempotency-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    putExecutionsWebhookNamespaceIdKey: {
        parameters: {
            query?: never;
            header?: {
                /** @description A name for this request, chosen by the client: whoever sends the request again with the same key, within 24 hours, is given the first answer, and nothing is made twice. */
                "Idempotency-Key"?: string;
            };
            path: {
                namespace: string;
                id: string;
                key: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": Record<string, never> | unknown[] | string | number | boolean | null;
                "text/plain": string;
            };
        };
        responses: {
            /** @description The execution, or its outputs. A trigger that waits may say another status than 200. */
            200: {
                headers: {
                    /** @description true when the answer is of an earlier request with the same key. */
                    "Idempotency-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Execution"] | components["schemas"]["Outputs"];
                };
            };
            /** @description No Content */
            204: {
                headers: {
                    /** @description true when the answer is of an earlier request with the same key. */
                    "Idempotency-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    postExecutionsWebhookNamespaceIdKey: {
        parameters: {
            query?: never;
            header?: {
                /** @description A name for this request, chosen by the client: whoever sends the request again with the same key, within 24 hours, is given the first answer, and nothing is made twice. */
                "Idempotency-Key"?: string;
            };
            path: {
                namespace: string;
                id: string;
                key: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": Record<string, never> | unknown[] | string | number | boolean | null;
                "text/plain": string;
            };
        };
        responses: {
            /** @description The execution, or its outputs. A trigger that waits may say another status than 200. */
            200: {
                headers: {
                    /** @description true when the answer is of an earlier request with the same key. */
                    "Idempotency-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Execution"] | components["schemas"]["Outputs"];
                };
            };
            /** @description No Content */
            204: {
                headers: {
                    /** @description true when the answer is of an earlier request with the same key. */
                    "Idempotency-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    getExecutionsWebhookNamespaceIdKeyPath: {
        parameters: {
            query?: never;
            header?: {
                /** @description A name for this request, chosen by the client: whoever sends the request again with the same key, within 24 hours, is given the first answer, and nothing is made twice. */
                "Idempotency-Key"?: string;
            };
            path: {
                namespace: string;
                id: string;
                key: string;
                path: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The execution, or its outputs. A trigger that waits may say another status than 200. */
            200: {
                headers: {
                    /** @description true when the answer is of an earlier request with the same key. */
                    "Idempotency-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Execution"] | components["schemas"]["Outputs"];
                };
            };
            /** @description No Content */
            204: {
                headers: {
                    /** @description true when the answer is of an earlier request with the same key. */
                    "Idempotency-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    putExecutionsWebhookNamespaceIdKeyPath: {
        parameters: {
            query?: never;
            header?: {
                /** @description A name for this request, chosen by the client: whoever sends the request again with the same key, within 24 hours, is given the first answer, and nothing is made twice. */
                "Idempotency-Key"?: string;
            };
            path: {
                namespace: string;
                id: string;
                key: string;
                path: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": Record<string, never> | unknown[] | string | number | boolean | null;
                "text/plain": string;
            };
        };
        responses: {
            /** @description The execution, or its outputs. A trigger that waits may say another status than 200. */
            200: {
                headers: {
                    /** @description true when the answer is of an earlier request with the same key. */
                    "Idempotency-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Execution"] | components["schemas"]["Outputs"];
                };
            };
            /** @description No Content */
            204: {
                headers: {
                    /** @description true when the answer is of an earlier request with the same key. */
                    "Idempotency-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    postExecutionsWebhookNamespaceIdKeyPath: {
        parameters: {
            query?: never;
            header?: {
                /** @description A name for this request, chosen by the client: whoever sends the request again with the same key, within 24 hours, is given the first answer, and nothing is made twice. */
                "Idempotency-Key"?: string;
            };
            path: {
                namespace: string;
                id: string;
                key: string;
                path: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": Record<string, never> | unknown[] | string | number | boolean | null;
                "text/plain": string;
            };
        };
        responses: {
            /** @description The execution, or its outputs. A trigger that waits may say another status than 200. */
            200: {
                headers: {
                    /** @description true when the answer is of an earlier request with the same key. */
                    "Idempotency-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Execution"] | components["schemas"]["Outputs"];
                };
            };
            /** @description No Content */
            204: {
                headers: {
                    /** @description true when the answer is of an earlier request with the same key. */
                    "Idempotency-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    getExecutionsExecutionId: {
        parameters: {
            query?: {
                /** @description With its task runs. */
                taskRuns?: boolean;
            };
            header?: never;
            path: {
                executionId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Execution"];
                };
            };
        };
    };
    deleteExecutionsExecutionId: {
        parameters: {
            query?: {
                /** @description Its log too. */
                deleteLogs?: boolean;
                /** @description Its metrics too. */
                deleteMetrics?: boolean;
                /** @description Its files too. */
                deleteStorage?: boolean;
            };
            header?: never;
            path: {
                executionId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    postExecutionsExecutionIdActionsCancelApproval: {
        parameters: {
            query: {
                /** @description The task run of the approval. */
                taskRunId: string;
            };
            header?: never;
            path: {
                executionId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Execution"];
                };
            };
        };
    };
    postExecutionsExecutionIdActionsChangeStatus: {
        parameters: {
            query: {
                /** @description The new end state. */
                status: "CANCELLED" | "FAILED" | "KILLED" | "RETRIED" | "SKIPPED" | "SUCCESS" | "WARNING";
            };
            header?: never;
            path: {
                executionId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Execution"];
                };
            };
        };
    };
    postExecutionsExecutionIdActionsEval: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                executionId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "text/plain": string;
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Evaluation"];
                };
            };
        };
    };
    postExecutionsExecutionIdActionsEvalTaskRunId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                executionId: string;
                taskRunId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "text/plain": string;
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Evaluation"];
                };
            };
        };
    };
    postExecutionsExecutionIdActionsForceRun: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                executionId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Execution"];
                };
            };
        };
    };
    postExecutionsExecutionIdActionsKill: {
        parameters: {
            query?: {
                /** @description Its children too. */
                isOnKillCascade?: boolean;
            };
            header?: never;
            path: {
                executionId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Execution"];
                };
            };
        };
    };
    deleteExecutionsExecutionIdActionsKill: {
        parameters: {
            query?: {
                /** @description Its children too. */
                isOnKillCascade?: boolean;
            };
            header?: never;
            path: {
                executionId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Execution"];
                };
            };
        };
    };
    postExecutionsExecutionIdActionsLabels: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                executionId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["LabelInput"][] | {
                    [key: string]: string | number | boolean;
                };
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Execution"];
                };
            };
        };
    };
    postExecutionsExecutionIdActionsPause: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                executionId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Execution"];
                };
            };
        };
    };
    postExecutionsExecutionIdActionsPlayground: {
        parameters: {
            query?: never;
            header?: {
                /** @description A name for this request, chosen by the client: whoever sends the request again with the same key, within 24 hours, is given the first answer, and nothing is made twice. */
                "Idempotency-Key"?: string;
            };
            path: {
                executionId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PlaygroundInput"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description true when the answer is of an earlier request with the same key. */
                    "Idempotency-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Execution"];
                };
            };
        };
    };
    postExecutionsExecutionIdActionsReplay: {
        parameters: {
            query?: {
                /** @description The task run to begin with. */
                taskRunId?: string;
                /** @description The revision of the flow. */
                revision?: number;
                /** @description Tasks to stop before. */
                breakpoints?: string[];
                /** @description With the newest revision of the flow. */
                latestRevision?: boolean;
            };
            header?: {
                /** @description A name for this request, chosen by the client: whoever sends the request again with the same key, within 24 hours, is given the first answer, and nothing is made twice. */
                "Idempotency-Key"?: string;
            };
            path: {
                executionId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description true when the answer is of an earlier request with the same key. */
                    "Idempotency-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Execution"];
                };
            };
        };
    };
    postExecutionsExecutionIdActionsReplayWithInputs: {
        parameters: {
            query?: {
                /** @description The task run to begin with. */
                taskRunId?: string;
                /** @description The revision of the flow. */
                revision?: number;
                /** @description Tasks to stop before. */
                breakpoints?: string[];
                /** @description With the newest revision of the flow. */
                latestRevision?: boolean;
            };
            header?: {
                /** @description A name for this request, chosen by the client: whoever sends the request again with the same key, within 24 hours, is given the first answer, and nothing is made twice. */
                "Idempotency-Key"?: string;
            };
            path: {
                executionId: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "multipart/form-data": {
                    [key: string]: unknown;
                };
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description true when the answer is of an earlier request with the same key. */
                    "Idempotency-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Execution"];
                };
            };
        };
    };
    postExecutionsExecutionIdActionsRestart: {
        parameters: {
            query?: {
                /** @description The revision of the flow. */
                revision?: number;
            };
            header?: never;
            path: {
                executionId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Execution"];
                };
            };
        };
    };
    postExecutionsExecutionIdActionsResume: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                executionId: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "multipart/form-data": {
                    [key: string]: unknown;
                };
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Execution"];
                };
            };
        };
    };
    postExecutionsExecutionIdActionsResumeFromBreakpoint: {
        parameters: {
            query?: {
                /** @description Tasks to stop before. */
                breakpoints?: string[];
            };
            header?: never;
            path: {
                executionId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Execution"];
                };
            };
        };
    };
    postExecutionsExecutionIdActionsResumeValidate: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                executionId: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "multipart/form-data": {
                    [key: string]: unknown;
                };
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["InputReports"];
                };
            };
        };
    };
    postExecutionsExecutionIdActionsReview: {
        parameters: {
            query: {
                /** @description The task run of the approval. */
                taskRunId: string;
                /** @description APPROVE or DENY. */
                decision: "APPROVE" | "DENY";
            };
            header?: never;
            path: {
                executionId: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    [key: string]: unknown;
                };
                "multipart/form-data": {
                    [key: string]: unknown;
                };
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Execution"];
                };
            };
        };
    };
    getExecutionsExecutionIdActionsReviewAllowed: {
        parameters: {
            query: {
                /** @description The task run of the approval. */
                taskRunId: string;
            };
            header?: never;
            path: {
                executionId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Allowed"];
                };
            };
        };
    };
    postExecutionsExecutionIdActionsReviewValidate: {
        parameters: {
            query: {
                /** @description The task run of the approval. */
                taskRunId: string;
                /** @description APPROVE or DENY. */
                decision: "APPROVE" | "DENY";
            };
            header?: never;
            path: {
                executionId: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    [key: string]: unknown;
                };
                "multipart/form-data": {
                    [key: string]: unknown;
                };
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["InputReports"];
                };
            };
        };
    };
    postExecutionsExecutionIdActionsState: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                executionId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["StateChange"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Execution"];
                };
            };
        };
    };
    postExecutionsExecutionIdActionsUnqueue: {
        parameters: {
            query?: {
                /** @description The state to go on with. */
                state?: "CREATED" | "SUBMITTED" | "RUNNING" | "PAUSED" | "RESTARTED" | "KILLING" | "SUCCESS" | "WARNING" | "FAILED" | "KILLED" | "CANCELLED" | "QUEUED" | "RETRYING" | "RETRIED" | "SKIPPED" | "BREAKPOINT" | "RESUBMITTED";
            };
            header?: never;
            path: {
                executionId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Execution"];
                };
            };
        };
    };
    postExecutionsExecutionIdChangeStatus: {
        parameters: {
            query: {
                /** @description The new end state. */
                status: "CANCELLED" | "FAILED" | "KILLED" | "RETRIED" | "SKIPPED" | "SUCCESS" | "WARNING";
            };
            header?: never;
            path: {
                executionId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Execution"];
                };
            };
        };
    };
    getExecutionsExecutionIdChanges: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                executionId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Comparison"];
                };
            };
        };
    };
    postExecutionsExecutionIdEval: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                executionId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "text/plain": string;
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Evaluation"];
                };
            };
        };
    };
    postExecutionsExecutionIdEvalTaskRunId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                executionId: string;
                taskRunId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "text/plain": string;
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Evaluation"];
                };
            };
        };
    };
    getExecutionsExecutionIdFile: {
        parameters: {
            query: {
                /** @description The address in the internal storage, `kestra:///…`. */
                path: string;
                /** @description As it is, or Ion as JSON lines. */
                format?: "RAW" | "JSONL";
            };
            header?: never;
            path: {
                executionId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/octet-stream": Blob;
                    "application/x-ndjson": Record<string, never> | unknown[] | string | number | boolean | null;
                };
            };
            /** @description Moved Permanently */
            301: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    getExecutionsExecutionIdFileMetas: {
        parameters: {
            query: {
                /** @description The address in the internal storage, `kestra:///…`. */
                path: string;
            };
            header?: never;
            path: {
                executionId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FileSize"];
                };
            };
            /** @description Moved Permanently */
            301: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    getExecutionsExecutionIdFilePreview: {
        parameters: {
            query: {
                /** @description The address in the internal storage, `kestra:///…`. */
                path: string;
                /** @description Rows to show. */
                maxRows?: number;
                /** @description How its text is encoded. */
                encoding?: string;
            };
            header?: never;
            path: {
                executionId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FilePreview"];
                };
            };
            /** @description Moved Permanently */
            301: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    getExecutionsExecutionIdFlow: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                executionId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FlowForExecution"];
                };
            };
        };
    };
    getExecutionsExecutionIdFollow: {
        parameters: {
            query?: {
                /** @description Tell the whole execution once, in parts, then only what changed. */
                delta?: boolean;
            };
            header?: {
                /** @description With `delta` the version that the client knows: it gets no snapshot of that one. */
                "Last-Event-ID"?: string;
            };
            path: {
                executionId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Events `start`, `progress` and `end`, each with the whole execution. With `delta`: `snapshot`, `taskRuns`, `progress` and `end`, whose id is the version of the execution. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": {
                        data?: string;
                        id?: string;
                    };
                };
            };
        };
    };
    getExecutionsExecutionIdFollowDependencies: {
        parameters: {
            query?: {
                /** @description Wait for no flow that the one of the execution leads to. */
                destinationOnly?: boolean;
                /** @description Wait for the flows that those lead to as well. */
                expandAll?: boolean;
            };
            header?: never;
            path: {
                executionId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": {
                        data?: string;
                        id?: string;
                    };
                };
            };
        };
    };
    postExecutionsExecutionIdForceRun: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                executionId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Execution"];
                };
            };
        };
    };
    getExecutionsExecutionIdGraph: {
        parameters: {
            query?: {
                /** @description Uids of subflow nodes to draw in place. */
                subflows?: string[];
            };
            header?: never;
            path: {
                executionId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FlowGraph"];
                };
            };
        };
    };
    getExecutionsExecutionIdIterations: {
        parameters: {
            query?: {
                /** @description The page, from 1. */
                page?: number;
                /** @description Results a page. */
                size?: number;
                /** @description States. */
                state?: ("CREATED" | "SUBMITTED" | "RUNNING" | "PAUSED" | "RESTARTED" | "KILLING" | "SUCCESS" | "WARNING" | "FAILED" | "KILLED" | "CANCELLED" | "QUEUED" | "RETRYING" | "RETRIED" | "SKIPPED" | "BREAKPOINT" | "RESUBMITTED")[];
                /** @description So many log entries of each iteration, the first ones. */
                logs?: number;
                /** @description The least severe level. */
                minLevel?: "TRACE" | "DEBUG" | "INFO" | "WARN" | "ERROR";
            };
            header?: never;
            path: {
                executionId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["IterationPage"];
                };
            };
        };
    };
    postExecutionsExecutionIdKill: {
        parameters: {
            query?: {
                /** @description Its children too. */
                isOnKillCascade?: boolean;
            };
            header?: {
                /** @description A name for this request, chosen by the client: whoever sends the request again with the same key, within 24 hours, is given the first answer, and nothing is made twice. */
                "Idempotency-Key"?: string;
            };
            path: {
                executionId: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "multipart/form-data": {
                    [key: string]: unknown;
                };
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description true when the answer is of an earlier request with the same key. */
                    "Idempotency-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Execution"];
                };
            };
            /** @description Accepted */
            202: {
                headers: {
                    /** @description true when the answer is of an earlier request with the same key. */
                    "Idempotency-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    deleteExecutionsExecutionIdKill: {
        parameters: {
            query?: {
                /** @description Its children too. */
                isOnKillCascade?: boolean;
            };
            header?: never;
            path: {
                executionId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Accepted */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    postExecutionsExecutionIdLabels: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                executionId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["LabelInput"][] | {
                    [key: string]: string | number | boolean;
                };
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Execution"];
                };
            };
        };
    };
    postExecutionsExecutionIdPause: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                executionId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    postExecutionsExecutionIdReplay: {
        parameters: {
            query?: {
                /** @description The task run to begin with. */
                taskRunId?: string;
                /** @description The revision of the flow. */
                revision?: number;
                /** @description Tasks to stop before. */
                breakpoints?: string[];
                /** @description With the newest revision of the flow. */
                latestRevision?: boolean;
            };
            header?: {
                /** @description A name for this request, chosen by the client: whoever sends the request again with the same key, within 24 hours, is given the first answer, and nothing is made twice. */
                "Idempotency-Key"?: string;
            };
            path: {
                executionId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description true when the answer is of an earlier request with the same key. */
                    "Idempotency-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Execution"];
                };
            };
        };
    };
    postExecutionsExecutionIdReplayWithInputs: {
        parameters: {
            query?: {
                /** @description The task run to begin with. */
                taskRunId?: string;
                /** @description The revision of the flow. */
                revision?: number;
                /** @description Tasks to stop before. */
                breakpoints?: string[];
                /** @description With the newest revision of the flow. */
                latestRevision?: boolean;
            };
            header?: {
                /** @description A name for this request, chosen by the client: whoever sends the request again with the same key, within 24 hours, is given the first answer, and nothing is made twice. */
                "Idempotency-Key"?: string;
            };
            path: {
                executionId: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "multipart/form-data": {
                    [key: string]: unknown;
                };
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description true when the answer is of an earlier request with the same key. */
                    "Idempotency-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Execution"];
                };
            };
        };
    };
    postExecutionsExecutionIdRestart: {
        parameters: {
            query?: {
                /** @description The revision of the flow. */
                revision?: number;
            };
            header?: never;
            path: {
                executionId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Execution"];
                };
            };
        };
    };
    postExecutionsExecutionIdResume: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                executionId: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "multipart/form-data": {
                    [key: string]: unknown;
                };
            };
        };
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    postExecutionsExecutionIdResumeFromBreakpoint: {
        parameters: {
            query?: {
                /** @description Tasks to stop before. */
                breakpoints?: string[];
            };
            header?: never;
            path: {
                executionId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    postExecutionsExecutionIdResumeValidate: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                executionId: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "multipart/form-data": {
                    [key: string]: unknown;
                };
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["InputReports"];
                };
            };
        };
    };
    postExecutionsExecutionIdState: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                executionId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["StateChange"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Execution"];
                };
            };
        };
    };
    postExecutionsExecutionIdUnqueue: {
        parameters: {
            query?: {
                /** @description The state to go on with. */
                state?: "CREATED" | "SUBMITTED" | "RUNNING" | "PAUSED" | "RESTARTED" | "KILLING" | "SUCCESS" | "WARNING" | "FAILED" | "KILLED" | "CANCELLED" | "QUEUED" | "RETRYING" | "RETRIED" | "SKIPPED" | "BREAKPOINT" | "RESUBMITTED";
            };
            header?: never;
            path: {
                executionId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Execution"];
                };
            };
        };
    };
    getExecutionsExecutionIdWaiting: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                executionId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Waiting"];
                };
            };
        };
    };
    postExecutionsNamespaceId: {
        parameters: {
            query?: {
                /** @description Labels as `key:value`. */
                labels?: string[];
                /** @description Answer when the execution has ended. */
                wait?: boolean;
                /** @description The revision of the flow. */
                revision?: number;
                /** @description Start later. */
                scheduleDate?: string;
                /** @description Tasks to stop before, `taskId` or `taskId.value`. */
                breakpoints?: string[];
                /** @description NORMAL, TEST or PLAYGROUND. */
                kind?: string;
            };
            header?: {
                /** @description A name for this request, chosen by the client: whoever sends the request again with the same key, within 24 hours, is given the first answer, and nothing is made twice. */
                "Idempotency-Key"?: string;
            };
            path: {
                namespace: string;
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "multipart/form-data": {
                    [key: string]: unknown;
                };
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description true when the answer is of an earlier request with the same key. */
                    "Idempotency-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Execution"];
                };
            };
        };
    };
    postExecutionsNamespaceIdValidate: {
        parameters: {
            query?: {
                /** @description Labels as `key:value`. */
                labels?: string[];
                /** @description The revision of the flow. */
                revision?: number;
            };
            header?: never;
            path: {
                namespace: string;
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "multipart/form-data": {
                    [key: string]: unknown;
                };
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["InputReports"];
                };
            };
        };
    };
    postExpressionsRender: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ExpressionsInput"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Rendered"];
                };
            };
        };
    };
    postFlows: {
        parameters: {
            query?: {
                /** @description Save it as a draft, which nothing starts by default. */
                draft?: boolean;
                /** @description What is said of the revision. */
                message?: string;
            };
            header?: {
                /** @description A name for this request, chosen by the client: whoever sends the request again with the same key, within 24 hours, is given the first answer, and nothing is made twice. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example id: hello
                 *     namespace: company.team
                 *     tasks:
                 *       - id: say
                 *         type: io.kestra.plugin.core.log.Log
                 *         message: Hello World!
                 */
                "application/json": Record<string, never> | unknown[] | string | number | boolean | null;
                /**
                 * @example id: hello
                 *     namespace: company.team
                 *     tasks:
                 *       - id: say
                 *         type: io.kestra.plugin.core.log.Log
                 *         message: Hello World!
                 */
                "application/x-yaml": Record<string, never> | unknown[] | string | number | boolean | null;
                /**
                 * @example id: hello
                 *     namespace: company.team
                 *     tasks:
                 *       - id: say
                 *         type: io.kestra.plugin.core.log.Log
                 *         message: Hello World!
                 */
                "application/yaml": Record<string, never> | unknown[] | string | number | boolean | null;
                /**
                 * @example id: hello
                 *     namespace: company.team
                 *     tasks:
                 *       - id: say
                 *         type: io.kestra.plugin.core.log.Log
                 *         message: Hello World!
                 */
                "text/plain": string;
                /**
                 * @example id: hello
                 *     namespace: company.team
                 *     tasks:
                 *       - id: say
                 *         type: io.kestra.plugin.core.log.Log
                 *         message: Hello World!
                 */
                "text/yaml": Record<string, never> | unknown[] | string | number | boolean | null;
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description true when the answer is of an earlier request with the same key. */
                    "Idempotency-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Flow"];
                };
            };
        };
    };
    postFlowsBulk: {
        parameters: {
            query?: {
                /** @description Delete the others. */
                delete?: boolean;
                /** @description Only this namespace. */
                namespace?: string;
                /** @description Also namespaces below. */
                allowNamespaceChild?: boolean;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/x-yaml": Record<string, never> | unknown[] | string | number | boolean | null;
                "multipart/form-data": {
                    flows?: string;
                };
                "text/plain": string;
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Flow"][];
                };
            };
        };
    };
    postFlowsDeleteByIds: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["IdWithNamespace"][];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BulkResponse"];
                };
            };
        };
    };
    deleteFlowsDeleteByIds: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["IdWithNamespace"][];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BulkResponse"];
                };
            };
        };
    };
    postFlowsDeleteByQuery: {
        parameters: {
            query?: {
                /** @description Words that the namespace and id must contain. */
                q?: string;
                /** @description A namespace; those below it count too. */
                namespace?: string;
                /** @description USER, SYSTEM or both. */
                scope?: ("USER" | "SYSTEM")[];
                /** @description Labels as `key:value`. */
                labels?: string[];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["FiltersInput"] | null;
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BulkResponse"];
                };
            };
        };
    };
    deleteFlowsDeleteByQuery: {
        parameters: {
            query?: {
                /** @description Words that the namespace and id must contain. */
                q?: string;
                /** @description A namespace; those below it count too. */
                namespace?: string;
                /** @description USER, SYSTEM or both. */
                scope?: ("USER" | "SYSTEM")[];
                /** @description Labels as `key:value`. */
                labels?: string[];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["FiltersInput"] | null;
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BulkResponse"];
                };
            };
        };
    };
    getFlowsDeprecated: {
        parameters: {
            query?: {
                /** @description A namespace; those below it count too. */
                namespace?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeprecatedFlow"][];
                };
            };
        };
    };
    postFlowsDisableByIds: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["IdWithNamespace"][];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BulkResponse"];
                };
            };
        };
    };
    postFlowsDisableByQuery: {
        parameters: {
            query?: {
                /** @description Words that the namespace and id must contain. */
                q?: string;
                /** @description A namespace; those below it count too. */
                namespace?: string;
                /** @description USER, SYSTEM or both. */
                scope?: ("USER" | "SYSTEM")[];
                /** @description Labels as `key:value`. */
                labels?: string[];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["FiltersInput"] | null;
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BulkResponse"];
                };
            };
        };
    };
    getFlowsDistinctNamespaces: {
        parameters: {
            query?: {
                /** @description A part of the name. */
                q?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": string[];
                };
            };
        };
    };
    postFlowsEnableByIds: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["IdWithNamespace"][];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BulkResponse"];
                };
            };
        };
    };
    postFlowsEnableByQuery: {
        parameters: {
            query?: {
                /** @description Words that the namespace and id must contain. */
                q?: string;
                /** @description A namespace; those below it count too. */
                namespace?: string;
                /** @description USER, SYSTEM or both. */
                scope?: ("USER" | "SYSTEM")[];
                /** @description Labels as `key:value`. */
                labels?: string[];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["FiltersInput"] | null;
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BulkResponse"];
                };
            };
        };
    };
    postFlowsExportByIds: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["IdWithNamespace"][];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/octet-stream": Blob;
                };
            };
        };
    };
    getFlowsExportByQuery: {
        parameters: {
            query?: {
                /** @description Words that the namespace and id must contain. */
                q?: string;
                /** @description A namespace; those below it count too. */
                namespace?: string;
                /** @description USER, SYSTEM or both. */
                scope?: ("USER" | "SYSTEM")[];
                /** @description Labels as `key:value`. */
                labels?: string[];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/octet-stream": Blob;
                };
            };
        };
    };
    getFlowsExportByQueryCsv: {
        parameters: {
            query?: {
                /** @description Words that the namespace and id must contain. */
                q?: string;
                /** @description A namespace; those below it count too. */
                namespace?: string;
                /** @description Labels as `key:value`. */
                labels?: string[];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/csv": Record<string, never> | unknown[] | string | number | boolean | null;
                };
            };
        };
    };
    postFlowsExpressions: {
        parameters: {
            query?: {
                /** @description The task that is being written. */
                taskId?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/x-yaml": Record<string, never> | unknown[] | string | number | boolean | null;
                "text/plain": string;
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Completion"];
                };
            };
        };
    };
    postFlowsGraph: {
        parameters: {
            query?: {
                /** @description Uids of subflow nodes to draw in place. */
                subflows?: string[];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": Record<string, never> | unknown[] | string | number | boolean | null;
                "application/x-yaml": Record<string, never> | unknown[] | string | number | boolean | null;
                "application/yaml": Record<string, never> | unknown[] | string | number | boolean | null;
                "text/plain": string;
                "text/yaml": Record<string, never> | unknown[] | string | number | boolean | null;
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FlowGraph"];
                };
            };
        };
    };
    postFlowsImport: {
        parameters: {
            query?: {
                /** @description Refuse when a flow is not valid. */
                failOnError?: boolean;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "multipart/form-data": {
                    /** Format: binary */
                    fileUpload: Blob;
                };
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": string[];
                };
            };
        };
    };
    postFlowsPoliciesPreview: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PolicyPreviewInput"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PolicyPreview"];
                };
            };
        };
    };
    getFlowsSearch: {
        parameters: {
            query?: {
                /** @description The page, from 1. */
                page?: number;
                /** @description Results a page, from 1. */
                size?: number;
                /** @description Sort keys as `column:asc` or `column:desc`. */
                sort?: string[];
                /** @description Words that the namespace and id must contain. */
                q?: string;
                /** @description A namespace; those below it count too. */
                namespace?: string;
                /** @description USER, SYSTEM or both. */
                scope?: ("USER" | "SYSTEM")[];
                /** @description Labels as `key:value`. */
                labels?: string[];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FlowPage"];
                };
            };
        };
    };
    getFlowsSource: {
        parameters: {
            query?: {
                /** @description The page, from 1. */
                page?: number;
                /** @description Results a page, from 1. */
                size?: number;
                /** @description Sort keys as `column:asc` or `column:desc`. */
                sort?: string[];
                /** @description What is sought. */
                q?: string;
                /** @description A namespace with those below. */
                namespace?: string;
                /** @description Capital letters count. */
                caseSensitive?: boolean;
                /** @description The text is a word of its own. */
                wholeWord?: boolean;
                /** @description The text is a regular expression. */
                regex?: boolean;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FoundSourcePage"];
                };
            };
        };
    };
    postFlowsSourceReplaceApply: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EditOfFlows"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Edited"];
                };
            };
        };
    };
    postFlowsSourceReplaceLine: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EditOfLine"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Flow"];
                };
            };
        };
    };
    postFlowsSourceReplacePreview: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EditSought"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EditPreview"];
                };
            };
        };
    };
    postFlowsValidate: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/x-yaml": Record<string, never> | unknown[] | string | number | boolean | null;
                "multipart/form-data": {
                    flows?: string;
                };
                "text/plain": string;
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ValidationReport"][];
                };
            };
        };
    };
    postFlowsValidateTask: {
        parameters: {
            query: {
                /** @description TASKS or TRIGGERS. */
                section: "TASKS" | "TRIGGERS";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": Record<string, never> | unknown[] | string | number | boolean | null;
                "application/x-yaml": Record<string, never> | unknown[] | string | number | boolean | null;
                "text/plain": string;
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ValidationReport"];
                };
            };
        };
    };
    postFlowsValidateTrigger: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": Record<string, never> | unknown[] | string | number | boolean | null;
                "application/x-yaml": Record<string, never> | unknown[] | string | number | boolean | null;
                "text/plain": string;
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ValidationReport"];
                };
            };
        };
    };
    getFlowsNamespace: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                namespace: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Flow"][];
                };
            };
        };
    };
    postFlowsNamespace: {
        parameters: {
            query?: {
                /** @description Delete the others. */
                delete?: boolean;
                /** @description Rewrite the namespace of each source. */
                override?: boolean;
            };
            header?: never;
            path: {
                namespace: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/x-yaml": Record<string, never> | unknown[] | string | number | boolean | null;
                "multipart/form-data": {
                    flows?: string;
                };
                "text/plain": string;
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Flow"][];
                };
            };
        };
    };
    getFlowsNamespaceId: {
        parameters: {
            query?: {
                /** @description Add the source text. */
                source?: boolean;
                /** @description The revision; the newest one by default. */
                revision?: number;
                /** @description Also a deleted one. */
                allowDeleted?: boolean;
            };
            header?: never;
            path: {
                namespace: string;
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Flow"];
                };
            };
        };
    };
    putFlowsNamespaceId: {
        parameters: {
            query?: {
                /** @description Save it as a draft, which nothing starts by default. */
                draft?: boolean;
                /** @description What is said of the revision. */
                message?: string;
            };
            header?: never;
            path: {
                namespace: string;
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example id: hello
                 *     namespace: company.team
                 *     tasks:
                 *       - id: say
                 *         type: io.kestra.plugin.core.log.Log
                 *         message: Hello World!
                 */
                "application/json": Record<string, never> | unknown[] | string | number | boolean | null;
                /**
                 * @example id: hello
                 *     namespace: company.team
                 *     tasks:
                 *       - id: say
                 *         type: io.kestra.plugin.core.log.Log
                 *         message: Hello World!
                 */
                "application/x-yaml": Record<string, never> | unknown[] | string | number | boolean | null;
                /**
                 * @example id: hello
                 *     namespace: company.team
                 *     tasks:
                 *       - id: say
                 *         type: io.kestra.plugin.core.log.Log
                 *         message: Hello World!
                 */
                "application/yaml": Record<string, never> | unknown[] | string | number | boolean | null;
                /**
                 * @example id: hello
                 *     namespace: company.team
                 *     tasks:
                 *       - id: say
                 *         type: io.kestra.plugin.core.log.Log
                 *         message: Hello World!
                 */
                "text/plain": string;
                /**
                 * @example id: hello
                 *     namespace: company.team
                 *     tasks:
                 *       - id: say
                 *         type: io.kestra.plugin.core.log.Log
                 *         message: Hello World!
                 */
                "text/yaml": Record<string, never> | unknown[] | string | number | boolean | null;
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Flow"];
                };
            };
        };
    };
    deleteFlowsNamespaceId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                namespace: string;
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    getFlowsNamespaceIdDependencies: {
        parameters: {
            query?: {
                /** @description Only links that lead to the flow. */
                destinationOnly?: boolean;
                /** @description Follow the links of linked flows, too. */
                expandAll?: boolean;
            };
            header?: never;
            path: {
                namespace: string;
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FlowTopologyGraph"];
                };
            };
        };
    };
    getFlowsNamespaceIdDurations: {
        parameters: {
            query?: {
                /** @description So many executions. */
                last?: number;
            };
            header?: never;
            path: {
                namespace: string;
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UsualDurations"];
                };
            };
        };
    };
    getFlowsNamespaceIdGraph: {
        parameters: {
            query?: {
                /** @description The revision; the newest one by default. */
                revision?: number;
                /** @description Uids of subflow nodes to draw in place. */
                subflows?: string[];
            };
            header?: never;
            path: {
                namespace: string;
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FlowGraph"];
                };
            };
        };
    };
    getFlowsNamespaceIdRevisions: {
        parameters: {
            query?: {
                /** @description Also those that say the flow is deleted. */
                allowDelete?: boolean;
            };
            header?: never;
            path: {
                namespace: string;
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Flow"][];
                };
            };
        };
    };
    deleteFlowsNamespaceIdRevisions: {
        parameters: {
            query: {
                /** @description Their numbers. */
                revisions: number[];
            };
            header?: never;
            path: {
                namespace: string;
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    getFlowsNamespaceIdRevisionsExecutions: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                namespace: string;
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RevisionRuns"][];
                };
            };
        };
    };
    getFlowsNamespaceIdTasksTaskId: {
        parameters: {
            query?: {
                /** @description The revision; the newest one by default. */
                revision?: number;
            };
            header?: never;
            path: {
                namespace: string;
                id: string;
                taskId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TaskDocument"];
                };
            };
        };
    };
    patchFlowsNamespaceIdTaskId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                namespace: string;
                id: string;
                taskId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TaskInput"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Flow"];
                };
            };
        };
    };
    postGroups: {
        parameters: {
            query?: never;
            header?: {
                /** @description A name for this request, chosen by the client: whoever sends the request again with the same key, within 24 hours, is given the first answer, and nothing is made twice. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["GroupInput"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description true when the answer is of an earlier request with the same key. */
                    "Idempotency-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Group"];
                };
            };
        };
    };
    postGroupsAutocomplete: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Sought"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Group"][];
                };
            };
        };
    };
    postGroupsIds: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["IdsInput"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Group"][];
                };
            };
        };
    };
    getGroupsSearch: {
        parameters: {
            query?: {
                /** @description The page, from 1. */
                page?: number;
                /** @description Results a page, from 1. */
                size?: number;
                /** @description Sort keys as `column:asc` or `column:desc`. */
                sort?: string[];
                /** @description A part of the name. */
                q?: string;
                /** @description The name. */
                name?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Groups"];
                };
            };
        };
    };
    getGroupsId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Group"];
                };
            };
        };
    };
    putGroupsId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["GroupInput"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Group"];
                };
            };
        };
    };
    deleteGroupsId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    getGroupsIdMembers: {
        parameters: {
            query?: {
                /** @description The page, from 1. */
                page?: number;
                /** @description Results a page, from 1. */
                size?: number;
                /** @description A part of the e-mail address or of the names. */
                q?: string;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Members"];
                };
            };
        };
    };
    putGroupsIdMembersMembershipUserId: {
        parameters: {
            query: {
                /** @description What the member is. */
                membership: "MEMBER" | "OWNER";
            };
            header?: never;
            path: {
                id: string;
                userId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Member"];
                };
            };
        };
    };
    putGroupsIdMembersUserId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                userId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Member"];
                };
            };
        };
    };
    deleteGroupsIdMembersUserId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                userId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Member"];
                };
            };
        };
    };
    postInstanceMaintenanceEnter: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Nothing"];
                };
            };
        };
    };
    postInstanceMaintenanceExit: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Nothing"];
                };
            };
        };
    };
    getInstanceMaintenanceStatus: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Maintenance"];
                };
            };
        };
    };
    getInstanceMcpServers: {
        parameters: {
            query?: {
                /** @description The page, from 1. */
                page?: number;
                /** @description Results a page, from 1. */
                size?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TenantToolServerPage"];
                };
            };
        };
    };
    getInstanceMcpServers2: {
        parameters: {
            query?: {
                /** @description The page, from 1. */
                page?: number;
                /** @description Results a page, from 1. */
                size?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TenantToolServerPage"];
                };
            };
        };
    };
    getInstanceMetricsServiceType: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                serviceType: "WEBSERVER" | "EXECUTOR" | "WORKER" | "SCHEDULER" | "INDEXER";
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ServiceMetric"][];
                };
            };
        };
    };
    postInstancePolicies: {
        parameters: {
            query?: never;
            header?: {
                /** @description A name for this request, chosen by the client: whoever sends the request again with the same key, within 24 hours, is given the first answer, and nothing is made twice. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example id: owners
                 *     rules:
                 *       - {type: Require, properties: [labels.owner]}
                 */
                "application/json": Record<string, never> | unknown[] | string | number | boolean | null;
                /**
                 * @example id: owners
                 *     rules:
                 *       - {type: Require, properties: [labels.owner]}
                 */
                "application/x-yaml": Record<string, never> | unknown[] | string | number | boolean | null;
                /**
                 * @example id: owners
                 *     rules:
                 *       - {type: Require, properties: [labels.owner]}
                 */
                "application/yaml": Record<string, never> | unknown[] | string | number | boolean | null;
                /**
                 * @example id: owners
                 *     rules:
                 *       - {type: Require, properties: [labels.owner]}
                 */
                "text/plain": string;
                /**
                 * @example id: owners
                 *     rules:
                 *       - {type: Require, properties: [labels.owner]}
                 */
                "text/yaml": Record<string, never> | unknown[] | string | number | boolean | null;
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description true when the answer is of an earlier request with the same key. */
                    "Idempotency-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Policy"];
                };
            };
        };
    };
    deleteInstancePoliciesDeleteByIds: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example [
                 *       "timeouts"
                 *     ]
                 */
                "application/json": string[];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeletedCount"];
                };
            };
        };
    };
    postInstancePoliciesExport: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/octet-stream": Blob;
                };
            };
        };
    };
    postInstancePoliciesExportByIds: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example [
                 *       "timeouts"
                 *     ]
                 */
                "application/json": string[];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/octet-stream": Blob;
                };
            };
        };
    };
    getInstancePoliciesSearch: {
        parameters: {
            query?: {
                /** @description The page, from 1. */
                page?: number;
                /** @description Results a page, from 1. */
                size?: number;
                /** @description Sort keys as `column:asc` or `column:desc`. */
                sort?: string[];
                /** @description A part of the id or the name. */
                q?: string;
                /** @description ACTIVE, EVALUATE, DISABLED or REFERENCE. */
                enforcement?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Policies"];
                };
            };
        };
    };
    getInstancePoliciesId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Policy"];
                };
            };
        };
    };
    putInstancePoliciesId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example id: owners
                 *     rules:
                 *       - {type: Require, properties: [labels.owner]}
                 */
                "application/json": Record<string, never> | unknown[] | string | number | boolean | null;
                /**
                 * @example id: owners
                 *     rules:
                 *       - {type: Require, properties: [labels.owner]}
                 */
                "application/x-yaml": Record<string, never> | unknown[] | string | number | boolean | null;
                /**
                 * @example id: owners
                 *     rules:
                 *       - {type: Require, properties: [labels.owner]}
                 */
                "application/yaml": Record<string, never> | unknown[] | string | number | boolean | null;
                /**
                 * @example id: owners
                 *     rules:
                 *       - {type: Require, properties: [labels.owner]}
                 */
                "text/plain": string;
                /**
                 * @example id: owners
                 *     rules:
                 *       - {type: Require, properties: [labels.owner]}
                 */
                "text/yaml": Record<string, never> | unknown[] | string | number | boolean | null;
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Policy"];
                };
            };
        };
    };
    deleteInstancePoliciesId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    getInstancePoliciesIdEvaluate: {
        parameters: {
            query?: {
                /** @description The page, from 1. */
                page?: number;
                /** @description Results a page, from 1. */
                size?: number;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PolicyEvaluation"];
                };
            };
        };
    };
    getInstanceServicesActive: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ActiveServices"];
                };
            };
        };
    };
    getInstanceServicesSearch: {
        parameters: {
            query?: {
                /** @description The page, from 1. */
                page?: number;
                /** @description Results a page, from 1. */
                size?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ServicePage"];
                };
            };
        };
    };
    getInstanceServicesId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Service"];
                };
            };
        };
    };
    postInstanceServicesIdDrain: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Service"];
                };
            };
        };
    };
    deleteInstanceServicesIdDrain: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Service"];
                };
            };
        };
    };
    getInstanceWorkerGroups: {
        parameters: {
            query?: {
                /** @description A part of the id or the name. */
                q?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WorkerGroups"];
                };
            };
        };
    };
    postInstanceWorkerGroups: {
        parameters: {
            query?: never;
            header?: {
                /** @description A name for this request, chosen by the client: whoever sends the request again with the same key, within 24 hours, is given the first answer, and nothing is made twice. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WorkerGroupInput"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description true when the answer is of an earlier request with the same key. */
                    "Idempotency-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WorkerGroup"];
                };
            };
        };
    };
    getInstanceWorkerGroupsId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WorkerGroup"];
                };
            };
        };
    };
    putInstanceWorkerGroupsId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WorkerGroupChange"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WorkerGroup"];
                };
            };
        };
    };
    deleteInstanceWorkerGroupsId: {
        parameters: {
            query?: {
                /** @description Also while workers of it run. */
                force?: boolean;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    getInstanceWorkerGroupsIdCapacity: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GroupLoad"];
                };
            };
        };
    };
    postInstanceWorkerGroupsIdSubscriptions: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SubscriptionInput"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WorkerGroup"];
                };
            };
        };
    };
    deleteInstanceWorkerGroupsIdSubscriptionsWorkerQueueId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                workerQueueId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WorkerGroup"];
                };
            };
        };
    };
    patchInstanceWorkerGroupsIdSubscriptionsWorkerQueueId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                workerQueueId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ReservationInput"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WorkerGroup"];
                };
            };
        };
    };
    postInstanceWorkerGroupsIdTokens: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WorkerTokenInput"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NewToken"];
                };
            };
        };
    };
    deleteInstanceWorkerGroupsIdTokensTokenId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                tokenId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    postInstanceWorkerGroupsIdTokensTokenIdRevoke: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                tokenId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WorkerGroup"];
                };
            };
        };
    };
    getInstanceWorkerGroupsIdWorkers: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GroupWorkers"];
                };
            };
        };
    };
    getInstanceWorkerQueues: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WorkerQueues"];
                };
            };
        };
    };
    postInstanceWorkerQueues: {
        parameters: {
            query?: never;
            header?: {
                /** @description A name for this request, chosen by the client: whoever sends the request again with the same key, within 24 hours, is given the first answer, and nothing is made twice. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WorkerQueueInput"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description true when the answer is of an earlier request with the same key. */
                    "Idempotency-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WorkerQueue"];
                };
            };
        };
    };
    getInstanceWorkerQueuesId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DescribedQueue"];
                };
            };
        };
    };
    putInstanceWorkerQueuesId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WorkerQueueChange"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WorkerQueue"];
                };
            };
        };
    };
    deleteInstanceWorkerQueuesId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    getInstanceWorkerQueuesIdSubscribers: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Subscribers"];
                };
            };
        };
    };
    getInstanceWorkersCredentials: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WorkerCredentials"];
                };
            };
        };
    };
    getInstanceWorkersCredentialsId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WorkerCredential"];
                };
            };
        };
    };
    postInstanceWorkersCredentialsIdRevoke: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WorkerCredential"];
                };
            };
        };
    };
    getIntegrationsIntegrationScimV2Groups: {
        parameters: {
            query?: {
                /** @description A filter of SCIM, such as `userName eq "ann@example.org"`. */
                filter?: string;
                /** @description The attribute to sort by. */
                sortBy?: string;
                /** @description `ascending` or `descending`. */
                sortOrder?: string;
                /** @description The number of the first result, from 1. */
                startIndex?: string;
                /** @description How many results at most. */
                count?: string;
                /** @description The attributes to answer with, with commas between them. */
                attributes?: string;
                /** @description Attributes to leave out, with commas between them. */
                excludedAttributes?: string;
            };
            header?: never;
            path: {
                integration: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/scim+json": Record<string, never>;
                };
            };
        };
    };
    postIntegrationsIntegrationScimV2Groups: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                integration: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/scim+json": {
                    displayName: string;
                    externalId?: string;
                    members?: Record<string, never>[];
                };
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/scim+json": Record<string, never>;
                };
            };
        };
    };
    postIntegrationsIntegrationScimV2GroupsSearch: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                integration: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/scim+json": {
                    count?: number;
                    filter?: string;
                    sortBy?: string;
                    sortOrder?: string;
                    startIndex?: number;
                };
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/scim+json": Record<string, never>;
                };
            };
        };
    };
    getIntegrationsIntegrationScimV2GroupsId: {
        parameters: {
            query?: {
                /** @description The attributes to answer with, with commas between them. */
                attributes?: string;
                /** @description Attributes to leave out, with commas between them. */
                excludedAttributes?: string;
            };
            header?: never;
            path: {
                integration: string;
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/scim+json": Record<string, never>;
                };
            };
        };
    };
    putIntegrationsIntegrationScimV2GroupsId: {
        parameters: {
            query?: {
                /** @description The attributes to answer with, with commas between them. */
                attributes?: string;
                /** @description Attributes to leave out, with commas between them. */
                excludedAttributes?: string;
            };
            header?: never;
            path: {
                integration: string;
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/scim+json": {
                    displayName: string;
                    externalId?: string;
                    members?: Record<string, never>[];
                };
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/scim+json": Record<string, never>;
                };
            };
        };
    };
    deleteIntegrationsIntegrationScimV2GroupsId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                integration: string;
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    patchIntegrationsIntegrationScimV2GroupsId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                integration: string;
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/scim+json": {
                    Operations: Record<string, never>[];
                };
            };
        };
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    getIntegrationsIntegrationScimV2ResourceTypes: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                integration: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/scim+json": Record<string, never>;
                };
            };
        };
    };
    getIntegrationsIntegrationScimV2ResourceTypesName: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                integration: string;
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/scim+json": Record<string, never>;
                };
            };
        };
    };
    getIntegrationsIntegrationScimV2Schemas: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                integration: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/scim+json": Record<string, never>;
                };
            };
        };
    };
    getIntegrationsIntegrationScimV2SchemasUri: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                integration: string;
                uri: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/scim+json": Record<string, never>;
                };
            };
        };
    };
    getIntegrationsIntegrationScimV2ServiceProviderConfig: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                integration: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/scim+json": Record<string, never>;
                };
            };
        };
    };
    getIntegrationsIntegrationScimV2Users: {
        parameters: {
            query?: {
                /** @description A filter of SCIM, such as `userName eq "ann@example.org"`. */
                filter?: string;
                /** @description The attribute to sort by. */
                sortBy?: string;
                /** @description `ascending` or `descending`. */
                sortOrder?: string;
                /** @description The number of the first result, from 1. */
                startIndex?: string;
                /** @description How many results at most. */
                count?: string;
                /** @description The attributes to answer with, with commas between them. */
                attributes?: string;
                /** @description Attributes to leave out, with commas between them. */
                excludedAttributes?: string;
            };
            header?: never;
            path: {
                integration: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/scim+json": Record<string, never>;
                };
            };
        };
    };
    postIntegrationsIntegrationScimV2Users: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                integration: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/scim+json": {
                    active?: boolean;
                    displayName?: string;
                    externalId?: string;
                    name?: Record<string, never>;
                    userName: string;
                };
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/scim+json": Record<string, never>;
                };
            };
        };
    };
    postIntegrationsIntegrationScimV2UsersSearch: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                integration: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/scim+json": {
                    count?: number;
                    filter?: string;
                    sortBy?: string;
                    sortOrder?: string;
                    startIndex?: number;
                };
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/scim+json": Record<string, never>;
                };
            };
        };
    };
    getIntegrationsIntegrationScimV2UsersId: {
        parameters: {
            query?: {
                /** @description The attributes to answer with, with commas between them. */
                attributes?: string;
                /** @description Attributes to leave out, with commas between them. */
                excludedAttributes?: string;
            };
            header?: never;
            path: {
                integration: string;
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/scim+json": Record<string, never>;
                };
            };
        };
    };
    putIntegrationsIntegrationScimV2UsersId: {
        parameters: {
            query?: {
                /** @description The attributes to answer with, with commas between them. */
                attributes?: string;
                /** @description Attributes to leave out, with commas between them. */
                excludedAttributes?: string;
            };
            header?: never;
            path: {
                integration: string;
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/scim+json": {
                    active?: boolean;
                    displayName?: string;
                    externalId?: string;
                    name?: Record<string, never>;
                    userName: string;
                };
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/scim+json": Record<string, never>;
                };
            };
        };
    };
    deleteIntegrationsIntegrationScimV2UsersId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                integration: string;
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    patchIntegrationsIntegrationScimV2UsersId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                integration: string;
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/scim+json": {
                    Operations: Record<string, never>[];
                };
            };
        };
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    postInvitationAcceptId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Nothing"];
                };
            };
        };
    };
    postInvitationCreateId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["InvitedAccountInput"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Nothing"];
                };
            };
        };
    };
    postInvitations: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["InvitationInput"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Invitation"];
                };
            };
        };
    };
    getInvitationsEmailEmail: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                email: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Invitation"][];
                };
            };
        };
    };
    getInvitationsSearch: {
        parameters: {
            query?: {
                /** @description The page, from 1. */
                page?: number;
                /** @description Results a page, from 1. */
                size?: number;
                /** @description Sort keys as `column:asc` or `column:desc`. */
                sort?: string[];
                /** @description A part of the e-mail address. */
                q?: string;
                /** @description The e-mail address. */
                email?: string;
                /** @description PENDING, ACCEPTED or EXPIRED. */
                status?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Invitations"];
                };
            };
        };
    };
    getInvitationsId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Invitation"];
                };
            };
        };
    };
    deleteInvitationsId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    postKillSwitches: {
        parameters: {
            query?: never;
            header?: {
                /** @description A name for this request, chosen by the client: whoever sends the request again with the same key, within 24 hours, is given the first answer, and nothing is made twice. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "evaluationType": "KILL",
                 *       "name": "Stop the imports",
                 *       "namespace": "company.imports",
                 *       "startDate": "2030-01-01T00:00:00Z"
                 *     }
                 */
                "application/json": components["schemas"]["KillSwitchInput"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description true when the answer is of an earlier request with the same key. */
                    "Idempotency-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["KillSwitch"];
                };
            };
        };
    };
    getKillSwitchesSearch: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["KillSwitch"][];
                };
            };
        };
    };
    putKillSwitchesId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "evaluationType": "KILL",
                 *       "name": "Stop the imports",
                 *       "namespace": "company.imports",
                 *       "startDate": "2030-01-01T00:00:00Z"
                 *     }
                 */
                "application/json": components["schemas"]["KillSwitchInput"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["KillSwitch"];
                };
            };
        };
    };
    deleteKillSwitchesId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    getKv: {
        parameters: {
            query?: {
                /** @description The page, from 1. */
                page?: number;
                /** @description Results a page, from 1. */
                size?: number;
                /** @description Sort keys as `column:asc` or `column:desc`. */
                sort?: string[];
                /** @description A part of the key. */
                q?: string;
                /** @description A namespace. */
                namespace?: string;
                /** @description Show values, but for long ones and those of expired keys. */
                values?: boolean;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["KvPage"];
                };
            };
        };
    };
    postLogin: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Credentials"];
                "application/x-www-form-urlencoded": components["schemas"]["Credentials"];
            };
        };
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    postLogout: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    getLogsSearch: {
        parameters: {
            query?: {
                /** @description The page, from 1. */
                page?: number;
                /** @description Results a page, from 1. */
                size?: number;
                /** @description Sort keys as `column:asc` or `column:desc`. */
                sort?: string[];
                /** @description Words that an entry must contain. */
                q?: string;
                /** @description A namespace; those below it count too. */
                namespace?: string;
                /** @description A flow. */
                flowId?: string;
                /** @description A trigger. */
                triggerId?: string;
                /** @description The least severe level. */
                minLevel?: "TRACE" | "DEBUG" | "INFO" | "WARN" | "ERROR";
                /** @description Not before. */
                startDate?: string;
                /** @description Not after. */
                endDate?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LogPage"];
                };
            };
        };
    };
    getLogsExecutionId: {
        parameters: {
            query?: {
                /** @description The least severe level. */
                minLevel?: "TRACE" | "DEBUG" | "INFO" | "WARN" | "ERROR";
                /** @description A task run. */
                taskRunId?: string;
                /** @description A task. */
                taskId?: string;
                /** @description An attempt of the task run, from 0. */
                attempt?: number;
                /** @description A text that the message contains, whatever its case. */
                q?: string;
                /** @description Only entries after the one of that number. */
                after?: number;
                /** @description Of those, leave out so many. */
                offset?: number;
                /** @description So many at most. */
                limit?: number;
            };
            header?: never;
            path: {
                executionId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LogEntry"][];
                };
            };
        };
    };
    deleteLogsExecutionId: {
        parameters: {
            query?: {
                /** @description The least severe level. */
                minLevel?: "TRACE" | "DEBUG" | "INFO" | "WARN" | "ERROR";
                /** @description A task run. */
                taskRunId?: string;
                /** @description A task. */
                taskId?: string;
                /** @description An attempt of the task run, from 0. */
                attempt?: number;
            };
            header?: never;
            path: {
                executionId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    getLogsExecutionIdDownload: {
        parameters: {
            query?: {
                /** @description The least severe level. */
                minLevel?: "TRACE" | "DEBUG" | "INFO" | "WARN" | "ERROR";
                /** @description A task run. */
                taskRunId?: string;
                /** @description A task. */
                taskId?: string;
                /** @description An attempt of the task run, from 0. */
                attempt?: number;
            };
            header?: never;
            path: {
                executionId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/plain": string;
                };
            };
        };
    };
    getLogsExecutionIdFollow: {
        parameters: {
            query?: {
                /** @description The least severe level. */
                minLevel?: "TRACE" | "DEBUG" | "INFO" | "WARN" | "ERROR";
            };
            header?: never;
            path: {
                executionId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": {
                        data?: string;
                        id?: string;
                    };
                };
            };
        };
    };
    getLogsExecutionIdStats: {
        parameters: {
            query?: {
                /** @description The least severe level. */
                minLevel?: "TRACE" | "DEBUG" | "INFO" | "WARN" | "ERROR";
                /** @description A task run. */
                taskRunId?: string;
                /** @description A task. */
                taskId?: string;
                /** @description An attempt of the task run, from 0. */
                attempt?: number;
                /** @description A text that the message contains, whatever its case. */
                q?: string;
                /** @description Only entries up to the one of that number. */
                until?: number;
            };
            header?: never;
            path: {
                executionId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LogStats"];
                };
            };
        };
    };
    deleteLogsNamespaceFlowId: {
        parameters: {
            query?: {
                /** @description Only those of this trigger. */
                triggerId?: string;
            };
            header?: never;
            path: {
                namespace: string;
                flowId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    getMainServiceAccounts: {
        parameters: {
            query?: {
                /** @description The page, from 1. */
                page?: number;
                /** @description Results a page, from 1. */
                size?: number;
                /** @description A part of the e-mail address or of the names. */
                q?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Entrants"];
                };
            };
        };
    };
    postMainServiceAccounts: {
        parameters: {
            query?: never;
            header?: {
                /** @description A name for this request, chosen by the client: whoever sends the request again with the same key, within 24 hours, is given the first answer, and nothing is made twice. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TenantAccountInput"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description true when the answer is of an earlier request with the same key. */
                    "Idempotency-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TenantAccount"];
                };
            };
        };
    };
    getMainServiceAccountsId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TenantAccount"];
                };
            };
        };
    };
    putMainServiceAccountsId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TenantAccountInput"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TenantAccount"];
                };
            };
        };
    };
    deleteMainServiceAccountsId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    getMainServiceAccountsIdApiTokens: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Tokens"];
                };
            };
        };
    };
    postMainServiceAccountsIdApiTokens: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UserTokenInput"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Token"];
                };
            };
        };
    };
    deleteMainServiceAccountsIdApiTokensTokenId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                tokenId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    getMcpServers: {
        parameters: {
            query?: {
                /** @description The page, from 1. */
                page?: number;
                /** @description Results a page, from 1. */
                size?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ToolServerPage"];
                };
            };
        };
    };
    postMcpServers: {
        parameters: {
            query?: never;
            header?: {
                /** @description A name for this request, chosen by the client: whoever sends the request again with the same key, within 24 hours, is given the first answer, and nothing is made twice. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ToolServerInput"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description true when the answer is of an earlier request with the same key. */
                    "Idempotency-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ToolServer"];
                };
            };
        };
    };
    getMcpServersId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ToolServer"];
                };
            };
        };
    };
    putMcpServersId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ToolServerChange"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ToolServer"];
                };
            };
        };
    };
    deleteMcpServersId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    patchMcpServersIdToggle: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ToolServer"];
                };
            };
        };
    };
    getMcpServersIdTools: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Tool"][];
                };
            };
        };
    };
    getMcpServers2: {
        parameters: {
            query?: {
                /** @description The page, from 1. */
                page?: number;
                /** @description Results a page, from 1. */
                size?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ToolServerPage"];
                };
            };
        };
    };
    postMcpServers2: {
        parameters: {
            query?: never;
            header?: {
                /** @description A name for this request, chosen by the client: whoever sends the request again with the same key, within 24 hours, is given the first answer, and nothing is made twice. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ToolServerInput"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description true when the answer is of an earlier request with the same key. */
                    "Idempotency-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ToolServer"];
                };
            };
        };
    };
    getMcpServersId2: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ToolServer"];
                };
            };
        };
    };
    putMcpServersId2: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ToolServerChange"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ToolServer"];
                };
            };
        };
    };
    deleteMcpServersId2: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    patchMcpServersIdToggle2: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ToolServer"];
                };
            };
        };
    };
    getMcpServersIdTools2: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Tool"][];
                };
            };
        };
    };
    getMcpId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: never;
    };
    postMcpId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ProtocolMessage"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProtocolAnswer"];
                };
            };
            /** @description Accepted */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    deleteMcpId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    getMe: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Me"];
                };
            };
        };
    };
    patchMe: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UserChange"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Me"];
                };
            };
        };
    };
    getMeApiTokens: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Tokens"];
                };
            };
        };
    };
    postMeApiTokens: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TokenInput"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Token"];
                };
            };
        };
    };
    deleteMeApiTokensId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    getMeInvitations: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OwnInvitation"][];
                };
            };
        };
    };
    putMePassword: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["OwnPasswordInput"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Nothing"];
                };
            };
        };
    };
    getMePermissions: {
        parameters: {
            query?: {
                /** @description A namespace; the whole tenant without one. */
                namespace?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        [key: string]: string[];
                    };
                };
            };
        };
    };
    getMePreferences: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Preferences"];
                };
            };
        };
    };
    deleteMePreferences: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    patchMePreferences: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "theme": "dark",
                 *       "zone": "Europe/Paris"
                 *     }
                 */
                "application/json": components["schemas"]["Preferences"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Preferences"];
                };
            };
        };
    };
    getMetricsAggregatesNamespaceFlowIdMetric: {
        parameters: {
            query?: {
                /** @description Not before; 30 days ago by default. */
                startDate?: string;
                /** @description Not after; now by default. */
                endDate?: string;
                /** @description How values of a bucket become one. */
                aggregation?: "sum" | "avg" | "min" | "max";
            };
            header?: never;
            path: {
                namespace: string;
                flowId: string;
                metric: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MetricAggregations"];
                };
            };
        };
    };
    getMetricsAggregatesNamespaceFlowIdTaskIdMetric: {
        parameters: {
            query?: {
                /** @description Not before; 30 days ago by default. */
                startDate?: string;
                /** @description Not after; now by default. */
                endDate?: string;
                /** @description How values of a bucket become one. */
                aggregation?: "sum" | "avg" | "min" | "max";
            };
            header?: never;
            path: {
                namespace: string;
                flowId: string;
                taskId: string;
                metric: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MetricAggregations"];
                };
            };
        };
    };
    getMetricsNamesNamespaceFlowId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                namespace: string;
                flowId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": string[];
                };
            };
        };
    };
    getMetricsNamesNamespaceFlowIdTaskId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                namespace: string;
                flowId: string;
                taskId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": string[];
                };
            };
        };
    };
    getMetricsTasksNamespaceFlowId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                namespace: string;
                flowId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": string[];
                };
            };
        };
    };
    getMetricsExecutionId: {
        parameters: {
            query?: {
                /** @description The page, from 1. */
                page?: number;
                /** @description Results a page, from 1. */
                size?: number;
                /** @description Sort keys as `column:asc` or `column:desc`. */
                sort?: string[];
                /** @description A task run. */
                taskRunId?: string;
                /** @description A task. */
                taskId?: string;
            };
            header?: never;
            path: {
                executionId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MetricPage"];
                };
            };
        };
    };
    postNamespaces: {
        parameters: {
            query?: never;
            header?: {
                /** @description A name for this request, chosen by the client: whoever sends the request again with the same key, within 24 hours, is given the first answer, and nothing is made twice. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NamespaceInput"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description true when the answer is of an earlier request with the same key. */
                    "Idempotency-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Namespace"];
                };
            };
        };
    };
    postNamespacesAutocomplete: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NamespaceSought"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": string[];
                };
            };
        };
    };
    getNamespacesIds: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": string[];
                };
            };
        };
    };
    getNamespacesSearch: {
        parameters: {
            query?: {
                /** @description The page, from 1. */
                page?: number;
                /** @description Results a page, from 1. */
                size?: number;
                /** @description Sort keys as `column:asc` or `column:desc`. */
                sort?: string[];
                /** @description A part of the name. */
                q?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NamespacePage"];
                };
            };
        };
    };
    getNamespacesId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Namespace"];
                };
            };
        };
    };
    putNamespacesId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NamespaceChange"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Namespace"];
                };
            };
        };
    };
    deleteNamespacesId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    getNamespacesIdInheritedPlugindefaults: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["InheritedDefault"][];
                };
            };
        };
    };
    getNamespacesIdInheritedVariables: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Variables"];
                };
            };
        };
    };
    postNamespacesIdPlugindefaultsExport: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/octet-stream": Blob;
                };
            };
        };
    };
    postNamespacesIdPlugindefaultsImport: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "multipart/form-data": {
                    /** Format: binary */
                    fileUpload: Blob;
                };
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": string[];
                };
            };
        };
    };
    getNamespacesNamespaceCredentials: {
        parameters: {
            query?: {
                /** @description The page, from 1. */
                page?: number;
                /** @description Results a page, from 1. */
                size?: number;
                /** @description Sort keys as `column:asc` or `column:desc`. */
                sort?: string[];
                /** @description A part of the name or the description. */
                q?: string;
                /** @description The name. */
                name?: string;
                /** @description OAUTH2 or GITHUB_APP. */
                type?: string;
            };
            header?: never;
            path: {
                namespace: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CredentialPage"];
                };
            };
        };
    };
    postNamespacesNamespaceCredentials: {
        parameters: {
            query?: never;
            header?: {
                /** @description A name for this request, chosen by the client: whoever sends the request again with the same key, within 24 hours, is given the first answer, and nothing is made twice. */
                "Idempotency-Key"?: string;
            };
            path: {
                namespace: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "authConfig": {
                 *         "clientId": "tiercel",
                 *         "clientSecret": {
                 *           "secretKey": "CRM_SECRET"
                 *         },
                 *         "type": "CLIENT_CREDENTIALS"
                 *       },
                 *       "name": "crm",
                 *       "scopes": [
                 *         "read"
                 *       ],
                 *       "tokenEndpoint": "https://login.example.com/token",
                 *       "type": "OAUTH2"
                 *     }
                 */
                "application/json": components["schemas"]["CredentialInput"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description true when the answer is of an earlier request with the same key. */
                    "Idempotency-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Credential"];
                };
            };
        };
    };
    getNamespacesNamespaceCredentialsInherited: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                namespace: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["InheritedCredentials"];
                };
            };
        };
    };
    getNamespacesNamespaceCredentialsName: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                namespace: string;
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Credential"];
                };
            };
        };
    };
    putNamespacesNamespaceCredentialsName: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                namespace: string;
                name: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "authConfig": {
                 *         "clientId": "tiercel",
                 *         "clientSecret": {
                 *           "secretKey": "CRM_SECRET"
                 *         },
                 *         "type": "CLIENT_CREDENTIALS"
                 *       },
                 *       "scopes": [
                 *         "read"
                 *       ],
                 *       "tokenEndpoint": "https://login.example.com/token",
                 *       "type": "OAUTH2"
                 *     }
                 */
                "application/json": components["schemas"]["CredentialChange"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Credential"];
                };
            };
        };
    };
    deleteNamespacesNamespaceCredentialsName: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                namespace: string;
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    postNamespacesNamespaceCredentialsNameTest: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                namespace: string;
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CredentialTest"];
                };
            };
        };
    };
    getNamespacesNamespaceDependencies: {
        parameters: {
            query?: {
                /** @description Only links that lead to the flow. */
                destinationOnly?: boolean;
            };
            header?: never;
            path: {
                namespace: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FlowTopologyGraph"];
                };
            };
        };
    };
    getNamespacesNamespaceFiles: {
        parameters: {
            query?: {
                /** @description The path, with or without a leading slash. */
                path?: string;
                /** @description An older content; else the newest. */
                revision?: number;
            };
            header?: never;
            path: {
                namespace: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FileAttributes"][];
                    "application/octet-stream": Blob;
                };
            };
        };
    };
    putNamespacesNamespaceFiles: {
        parameters: {
            query: {
                /** @description Its path. */
                from: string;
                /** @description Its new path. */
                to: string;
            };
            header?: never;
            path: {
                namespace: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    postNamespacesNamespaceFiles: {
        parameters: {
            query?: {
                /** @description The path, with or without a leading slash. */
                path?: string;
            };
            header?: {
                /** @description A name for this request, chosen by the client: whoever sends the request again with the same key, within 24 hours, is given the first answer, and nothing is made twice. */
                "Idempotency-Key"?: string;
            };
            path: {
                namespace: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "multipart/form-data": {
                    /** Format: binary */
                    fileContent: Blob;
                    path?: string;
                };
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description true when the answer is of an earlier request with the same key. */
                    "Idempotency-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    deleteNamespacesNamespaceFiles: {
        parameters: {
            query: {
                /** @description The path, with or without a leading slash. */
                path: string;
            };
            header?: never;
            path: {
                namespace: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    getNamespacesNamespaceFilesDirectory: {
        parameters: {
            query?: {
                /** @description The path, with or without a leading slash. */
                path?: string;
            };
            header?: never;
            path: {
                namespace: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FileAttributes"][];
                };
            };
        };
    };
    postNamespacesNamespaceFilesDirectory: {
        parameters: {
            query?: {
                /** @description The path, with or without a leading slash. */
                path?: string;
            };
            header?: {
                /** @description A name for this request, chosen by the client: whoever sends the request again with the same key, within 24 hours, is given the first answer, and nothing is made twice. */
                "Idempotency-Key"?: string;
            };
            path: {
                namespace: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description true when the answer is of an earlier request with the same key. */
                    "Idempotency-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    getNamespacesNamespaceFilesExport: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                namespace: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/octet-stream": Blob;
                };
            };
        };
    };
    getNamespacesNamespaceFilesPreview: {
        parameters: {
            query: {
                /** @description The path, with or without a leading slash. */
                path: string;
                /** @description Rows to show. */
                maxRows?: number;
                /** @description How its text is encoded. */
                encoding?: string;
            };
            header?: never;
            path: {
                namespace: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FilePreview"];
                };
            };
        };
    };
    getNamespacesNamespaceFilesRevisions: {
        parameters: {
            query?: {
                /** @description The path, with or without a leading slash. */
                path?: string;
            };
            header?: never;
            path: {
                namespace: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FileRevision"][];
                };
            };
        };
    };
    getNamespacesNamespaceFilesSearch: {
        parameters: {
            query: {
                /** @description The text. */
                q: string;
            };
            header?: never;
            path: {
                namespace: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": string[];
                };
            };
        };
    };
    getNamespacesNamespaceFilesStats: {
        parameters: {
            query?: {
                /** @description The path, with or without a leading slash. */
                path?: string;
            };
            header?: never;
            path: {
                namespace: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FileAttributes"];
                };
            };
        };
    };
    getNamespacesNamespaceInheritedSecrets: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                namespace: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        [key: string]: string[];
                    };
                };
            };
        };
    };
    getNamespacesNamespaceKv: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                namespace: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["KvEntry"][];
                };
            };
        };
    };
    deleteNamespacesNamespaceKv: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                namespace: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["KeysInput"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["KvKeys"];
                };
            };
        };
    };
    getNamespacesNamespaceKvInheritance: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                namespace: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["KvEntry"][];
                };
            };
        };
    };
    getNamespacesNamespaceKvKey: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                namespace: string;
                key: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["KvValue"];
                };
            };
        };
    };
    putNamespacesNamespaceKvKey: {
        parameters: {
            query?: {
                /** @description The same, for texts that no header can carry. */
                description?: string;
            };
            header?: {
                /** @description Life as an ISO duration. */
                ttl?: string;
                /** @description What it is for. */
                description?: string;
                /** @description A name for this request, chosen by the client: whoever sends the request again with the same key, within 24 hours, is given the first answer, and nothing is made twice. */
                "Idempotency-Key"?: string;
            };
            path: {
                namespace: string;
                key: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /** @example my_value */
                "application/json": Record<string, never> | unknown[] | string | number | boolean | null;
                /** @example my_value */
                "text/plain": string;
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description true when the answer is of an earlier request with the same key. */
                    "Idempotency-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    deleteNamespacesNamespaceKvKey: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                namespace: string;
                key: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": boolean;
                };
            };
        };
    };
    postNamespacesNamespacePolicies: {
        parameters: {
            query?: never;
            header?: {
                /** @description A name for this request, chosen by the client: whoever sends the request again with the same key, within 24 hours, is given the first answer, and nothing is made twice. */
                "Idempotency-Key"?: string;
            };
            path: {
                namespace: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example id: owners
                 *     rules:
                 *       - {type: Require, properties: [labels.owner]}
                 */
                "application/json": Record<string, never> | unknown[] | string | number | boolean | null;
                /**
                 * @example id: owners
                 *     rules:
                 *       - {type: Require, properties: [labels.owner]}
                 */
                "application/x-yaml": Record<string, never> | unknown[] | string | number | boolean | null;
                /**
                 * @example id: owners
                 *     rules:
                 *       - {type: Require, properties: [labels.owner]}
                 */
                "application/yaml": Record<string, never> | unknown[] | string | number | boolean | null;
                /**
                 * @example id: owners
                 *     rules:
                 *       - {type: Require, properties: [labels.owner]}
                 */
                "text/plain": string;
                /**
                 * @example id: owners
                 *     rules:
                 *       - {type: Require, properties: [labels.owner]}
                 */
                "text/yaml": Record<string, never> | unknown[] | string | number | boolean | null;
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description true when the answer is of an earlier request with the same key. */
                    "Idempotency-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Policy"];
                };
            };
        };
    };
    deleteNamespacesNamespacePoliciesDeleteByIds: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                namespace: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example [
                 *       "timeouts"
                 *     ]
                 */
                "application/json": string[];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeletedCount"];
                };
            };
        };
    };
    postNamespacesNamespacePoliciesExport: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                namespace: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/octet-stream": Blob;
                };
            };
        };
    };
    postNamespacesNamespacePoliciesExportByIds: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                namespace: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example [
                 *       "timeouts"
                 *     ]
                 */
                "application/json": string[];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/octet-stream": Blob;
                };
            };
        };
    };
    getNamespacesNamespacePoliciesSearch: {
        parameters: {
            query?: {
                /** @description The page, from 1. */
                page?: number;
                /** @description Results a page, from 1. */
                size?: number;
                /** @description Sort keys as `column:asc` or `column:desc`. */
                sort?: string[];
                /** @description A part of the id or the name. */
                q?: string;
                /** @description ACTIVE, EVALUATE, DISABLED or REFERENCE. */
                enforcement?: string;
            };
            header?: never;
            path: {
                namespace: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Policies"];
                };
            };
        };
    };
    getNamespacesNamespacePoliciesId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                namespace: string;
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Policy"];
                };
            };
        };
    };
    putNamespacesNamespacePoliciesId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                namespace: string;
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example id: owners
                 *     rules:
                 *       - {type: Require, properties: [labels.owner]}
                 */
                "application/json": Record<string, never> | unknown[] | string | number | boolean | null;
                /**
                 * @example id: owners
                 *     rules:
                 *       - {type: Require, properties: [labels.owner]}
                 */
                "application/x-yaml": Record<string, never> | unknown[] | string | number | boolean | null;
                /**
                 * @example id: owners
                 *     rules:
                 *       - {type: Require, properties: [labels.owner]}
                 */
                "application/yaml": Record<string, never> | unknown[] | string | number | boolean | null;
                /**
                 * @example id: owners
                 *     rules:
                 *       - {type: Require, properties: [labels.owner]}
                 */
                "text/plain": string;
                /**
                 * @example id: owners
                 *     rules:
                 *       - {type: Require, properties: [labels.owner]}
                 */
                "text/yaml": Record<string, never> | unknown[] | string | number | boolean | null;
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Policy"];
                };
            };
        };
    };
    deleteNamespacesNamespacePoliciesId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                namespace: string;
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    getNamespacesNamespacePoliciesIdEvaluate: {
        parameters: {
            query?: {
                /** @description The page, from 1. */
                page?: number;
                /** @description Results a page, from 1. */
                size?: number;
            };
            header?: never;
            path: {
                namespace: string;
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PolicyEvaluation"];
                };
            };
        };
    };
    getNamespacesNamespaceReusableInputs: {
        parameters: {
            query?: {
                /** @description The page, from 1. */
                page?: number;
                /** @description Results a page, from 1. */
                size?: number;
                /** @description Sort keys as `column:asc` or `column:desc`. */
                sort?: string[];
                /** @description A part of the id or the description. */
                q?: string;
            };
            header?: never;
            path: {
                namespace: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReusableInputsPage"];
                };
            };
        };
    };
    getNamespacesNamespaceReusableInputsId: {
        parameters: {
            query?: {
                /** @description The revision; the newest one by default. */
                revision?: number;
            };
            header?: never;
            path: {
                namespace: string;
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReusableInputs"];
                };
            };
        };
    };
    putNamespacesNamespaceReusableInputsId: {
        parameters: {
            query?: {
                /** @description Whether one that is there already is an error. */
                failIfExists?: boolean;
            };
            header?: {
                /** @description A name for this request, chosen by the client: whoever sends the request again with the same key, within 24 hours, is given the first answer, and nothing is made twice. */
                "Idempotency-Key"?: string;
            };
            path: {
                namespace: string;
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example inputs:
                 *       - id: stage
                 *         type: SELECT
                 *         values: [dev, prod]
                 */
                "application/json": Record<string, never> | unknown[] | string | number | boolean | null;
                /**
                 * @example inputs:
                 *       - id: stage
                 *         type: SELECT
                 *         values: [dev, prod]
                 */
                "application/x-yaml": Record<string, never> | unknown[] | string | number | boolean | null;
                /**
                 * @example inputs:
                 *       - id: stage
                 *         type: SELECT
                 *         values: [dev, prod]
                 */
                "application/yaml": Record<string, never> | unknown[] | string | number | boolean | null;
                /**
                 * @example inputs:
                 *       - id: stage
                 *         type: SELECT
                 *         values: [dev, prod]
                 */
                "text/plain": string;
                /**
                 * @example inputs:
                 *       - id: stage
                 *         type: SELECT
                 *         values: [dev, prod]
                 */
                "text/yaml": Record<string, never> | unknown[] | string | number | boolean | null;
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description true when the answer is of an earlier request with the same key. */
                    "Idempotency-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReusableInputs"];
                };
            };
        };
    };
    deleteNamespacesNamespaceReusableInputsId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                namespace: string;
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    getNamespacesNamespaceReusableInputsIdRevisions: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                namespace: string;
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReusableInputs"][];
                };
            };
        };
    };
    getNamespacesNamespaceSecrets: {
        parameters: {
            query?: {
                /** @description The page, from 1. */
                page?: number;
                /** @description Results a page, from 1. */
                size?: number;
                /** @description Sort keys as `column:asc` or `column:desc`. */
                sort?: string[];
                /** @description A part of the name. */
                q?: string;
            };
            header?: never;
            path: {
                namespace: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SecretPage"];
                };
            };
        };
    };
    putNamespacesNamespaceSecrets: {
        parameters: {
            query?: never;
            header?: {
                /** @description A name for this request, chosen by the client: whoever sends the request again with the same key, within 24 hours, is given the first answer, and nothing is made twice. */
                "Idempotency-Key"?: string;
            };
            path: {
                namespace: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "key": "API_TOKEN",
                 *       "value": "…"
                 *     }
                 */
                "application/json": components["schemas"]["SecretValue"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description true when the answer is of an earlier request with the same key. */
                    "Idempotency-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SecretName"][];
                };
            };
        };
    };
    deleteNamespacesNamespaceSecretsKey: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                namespace: string;
                key: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    patchNamespacesNamespaceSecretsKey: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                namespace: string;
                key: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "description": "What it is for."
                 *     }
                 */
                "application/json": components["schemas"]["SecretChange"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SecretName"][];
                };
            };
        };
    };
    getNamespacesNamespaceSecretsKeyUsages: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                namespace: string;
                key: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SecretUsage"][];
                };
            };
        };
    };
    getNotificationsFollow: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": {
                        data?: string;
                        id?: string;
                    };
                };
            };
        };
    };
    getNotificationsHistory: {
        parameters: {
            query?: {
                /** @description Cursor: `createdDate,id` of the last one seen. */
                before?: string;
                /** @description How many. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Notifications"];
                };
            };
        };
    };
    postNotificationsReadAll: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Updated"];
                };
            };
        };
    };
    getNotificationsSince: {
        parameters: {
            query: {
                /** @description The date. */
                since: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Notifications"];
                };
            };
        };
    };
    getNotificationsUnreadCount: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": number;
                };
            };
        };
    };
    postNotificationsIdRead: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    postNotificationsIdUnread: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    getOutputsExecutionsExecutionId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                executionId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Outputs"];
                };
            };
        };
    };
    getOutputsTasksExecutionId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                executionId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TaskOutputs"][];
                };
            };
        };
    };
    getOutputsTasksExecutionIdTaskRunId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                executionId: string;
                taskRunId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Outputs"];
                };
            };
        };
    };
    getOutputsExecutionId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                executionId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TaskOutputs"][];
                };
            };
        };
    };
    getOutputsExecutionIdTaskRunId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                executionId: string;
                taskRunId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Outputs"];
                };
            };
        };
    };
    getPebbleFilters: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": string[];
                };
            };
        };
    };
    getPebbleFunctions: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Function"][];
                };
            };
        };
    };
    getPlugins: {
        parameters: {
            query?: {
                /** @description The page, from 1; with it the answer is a page. */
                page?: number;
                /** @description Results a page. */
                size?: number;
                /** @description Accepted, without effect. */
                sort?: string[];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Plugin"][] | components["schemas"]["PluginPage"];
                };
            };
        };
    };
    postPluginsAutoInstallDetect: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/x-yaml": Record<string, never> | unknown[] | string | number | boolean | null;
                "text/plain": string;
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MissingPlugins"];
                };
            };
        };
    };
    getPluginsBroken: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BrokenPluginPage"];
                };
            };
        };
    };
    getPluginsGroupsSubgroups: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Plugin"][];
                };
            };
        };
    };
    getPluginsIcons: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        [key: string]: components["schemas"]["PluginIcon"];
                    };
                };
            };
        };
    };
    getPluginsIconsGroups: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        [key: string]: components["schemas"]["PluginIcon"];
                    };
                };
            };
        };
    };
    getPluginsIconsCls: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                cls: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PluginIconAnswer"];
                };
            };
        };
    };
    getPluginsIconsClsIconSvg: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                cls: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "image/svg+xml": Record<string, never> | unknown[] | string | number | boolean | null;
                };
            };
        };
    };
    getPluginsInputs: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["InputType"][];
                };
            };
        };
    };
    getPluginsInputsType: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                type: "STRING" | "ENUM" | "SELECT" | "INT" | "FLOAT" | "BOOLEAN" | "BOOL" | "DATETIME" | "DATE" | "TIME" | "DURATION" | "FILE" | "JSON" | "ION" | "URI" | "SECRET" | "ARRAY" | "MULTISELECT" | "YAML" | "EMAIL" | "FORM";
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PluginDocumentation"];
                };
            };
        };
    };
    postPluginsInstall: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["PluginPackage"][];
            };
        };
        responses: never;
    };
    getPluginsInstallJob: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                job: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: never;
    };
    postPluginsPluginUiManifest: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["PluginPackage"][];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UiManifest"];
                };
            };
        };
    };
    getPluginsPropertiesType: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                type: "flow" | "template" | "task" | "trigger" | "plugindefault" | "dashboard" | "apps" | "testsuites" | "reusableinputs" | "policy";
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JsonSchema"];
                };
            };
        };
    };
    postPluginsRescan: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Rescan"];
                };
            };
        };
    };
    getPluginsSchemasType: {
        parameters: {
            query?: {
                /** @description The schema of a list of documents. */
                arrayOf?: boolean;
            };
            header?: never;
            path: {
                type: "flow" | "template" | "task" | "trigger" | "plugindefault" | "dashboard" | "apps" | "testsuites" | "reusableinputs" | "policy";
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JsonSchema"];
                };
            };
        };
    };
    getPluginsTriggers: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TriggerTypePage"];
                };
            };
        };
    };
    getPluginsUsage: {
        parameters: {
            query?: {
                /** @description Only types that the server lacks; false: only those it has. */
                missing?: boolean;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TypeUsePage"];
                };
            };
        };
    };
    getPluginsCls: {
        parameters: {
            query?: {
                /** @description Also the properties that all types of the kind have. */
                all?: boolean;
            };
            header?: never;
            path: {
                cls: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PluginDocumentation"];
                };
            };
        };
    };
    getPluginsClsPluginUiPath: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                cls: string;
                path: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: never;
    };
    getPluginsClsVersions: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                cls: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PluginVersions"];
                };
            };
        };
    };
    getPluginsClsVersionsVersion: {
        parameters: {
            query?: {
                /** @description Also the properties that all types of the kind have. */
                all?: boolean;
            };
            header?: never;
            path: {
                cls: string;
                version: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PluginDocumentation"];
                };
            };
        };
    };
    postPolicies: {
        parameters: {
            query?: never;
            header?: {
                /** @description A name for this request, chosen by the client: whoever sends the request again with the same key, within 24 hours, is given the first answer, and nothing is made twice. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example id: owners
                 *     rules:
                 *       - {type: Require, properties: [labels.owner]}
                 */
                "application/json": Record<string, never> | unknown[] | string | number | boolean | null;
                /**
                 * @example id: owners
                 *     rules:
                 *       - {type: Require, properties: [labels.owner]}
                 */
                "application/x-yaml": Record<string, never> | unknown[] | string | number | boolean | null;
                /**
                 * @example id: owners
                 *     rules:
                 *       - {type: Require, properties: [labels.owner]}
                 */
                "application/yaml": Record<string, never> | unknown[] | string | number | boolean | null;
                /**
                 * @example id: owners
                 *     rules:
                 *       - {type: Require, properties: [labels.owner]}
                 */
                "text/plain": string;
                /**
                 * @example id: owners
                 *     rules:
                 *       - {type: Require, properties: [labels.owner]}
                 */
                "text/yaml": Record<string, never> | unknown[] | string | number | boolean | null;
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description true when the answer is of an earlier request with the same key. */
                    "Idempotency-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Policy"];
                };
            };
        };
    };
    deletePoliciesDeleteByIds: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example [
                 *       "timeouts"
                 *     ]
                 */
                "application/json": string[];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeletedCount"];
                };
            };
        };
    };
    postPoliciesExport: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/octet-stream": Blob;
                };
            };
        };
    };
    postPoliciesExportByIds: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example [
                 *       "timeouts"
                 *     ]
                 */
                "application/json": string[];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/octet-stream": Blob;
                };
            };
        };
    };
    postPoliciesImport: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "multipart/form-data": {
                    /** Format: binary */
                    fileUpload: Blob;
                };
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PoliciesImported"];
                };
            };
        };
    };
    getPoliciesSearch: {
        parameters: {
            query?: {
                /** @description The page, from 1. */
                page?: number;
                /** @description Results a page, from 1. */
                size?: number;
                /** @description Sort keys as `column:asc` or `column:desc`. */
                sort?: string[];
                /** @description A part of the id or the name. */
                q?: string;
                /** @description ACTIVE, EVALUATE, DISABLED or REFERENCE. */
                enforcement?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Policies"];
                };
            };
        };
    };
    getPoliciesId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Policy"];
                };
            };
        };
    };
    putPoliciesId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example id: owners
                 *     rules:
                 *       - {type: Require, properties: [labels.owner]}
                 */
                "application/json": Record<string, never> | unknown[] | string | number | boolean | null;
                /**
                 * @example id: owners
                 *     rules:
                 *       - {type: Require, properties: [labels.owner]}
                 */
                "application/x-yaml": Record<string, never> | unknown[] | string | number | boolean | null;
                /**
                 * @example id: owners
                 *     rules:
                 *       - {type: Require, properties: [labels.owner]}
                 */
                "application/yaml": Record<string, never> | unknown[] | string | number | boolean | null;
                /**
                 * @example id: owners
                 *     rules:
                 *       - {type: Require, properties: [labels.owner]}
                 */
                "text/plain": string;
                /**
                 * @example id: owners
                 *     rules:
                 *       - {type: Require, properties: [labels.owner]}
                 */
                "text/yaml": Record<string, never> | unknown[] | string | number | boolean | null;
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Policy"];
                };
            };
        };
    };
    deletePoliciesId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    getPoliciesIdEvaluate: {
        parameters: {
            query?: {
                /** @description The page, from 1. */
                page?: number;
                /** @description Results a page, from 1. */
                size?: number;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PolicyEvaluation"];
                };
            };
        };
    };
    getQuotaLimits: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["QuotaLimit"][];
                };
            };
        };
    };
    getReferences: {
        parameters: {
            query: {
                /** @description What it is. */
                kind: "kv" | "secret" | "file" | "variable" | "subflow" | "credential" | "reusable-inputs";
                /** @description Its name; of a file the path, of a flow or block the id. */
                name: string;
                /** @description Where it is; flows below inherit it. */
                namespace?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UsePage"];
                };
            };
        };
    };
    getReferencesCounts: {
        parameters: {
            query: {
                /** @description What it is. */
                kind: "kv" | "secret" | "file" | "variable" | "subflow" | "credential" | "reusable-inputs";
                /** @description Where it is; flows below inherit it. */
                namespace?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UseCountPage"];
                };
            };
        };
    };
    getReusableInputsNamespaces: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": string[];
                };
            };
        };
    };
    postRoles: {
        parameters: {
            query?: never;
            header?: {
                /** @description A name for this request, chosen by the client: whoever sends the request again with the same key, within 24 hours, is given the first answer, and nothing is made twice. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RoleInput"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description true when the answer is of an earlier request with the same key. */
                    "Idempotency-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Role"];
                };
            };
        };
    };
    postRolesAutocomplete: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Sought"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RoleSummary"][];
                };
            };
        };
    };
    postRolesIds: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["IdsInput"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FullRole"][];
                };
            };
        };
    };
    getRolesSearch: {
        parameters: {
            query?: {
                /** @description The page, from 1. */
                page?: number;
                /** @description Results a page, from 1. */
                size?: number;
                /** @description Sort keys as `column:asc` or `column:desc`. */
                sort?: string[];
                /** @description A part of the name. */
                q?: string;
                /** @description The name. */
                name?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Roles"];
                };
            };
        };
    };
    getRolesId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Role"];
                };
            };
        };
    };
    putRolesId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RoleInput"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Role"];
                };
            };
        };
    };
    deleteRolesId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    getSearch: {
        parameters: {
            query: {
                /** @description The text. */
                q: string;
                /** @description So many of each. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Findings"];
                };
            };
        };
    };
    getSecrets: {
        parameters: {
            query?: {
                /** @description The page, from 1. */
                page?: number;
                /** @description Results a page, from 1. */
                size?: number;
                /** @description Sort keys as `column:asc` or `column:desc`. */
                sort?: string[];
                /** @description A part of the name. */
                q?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SecretPage"];
                };
            };
        };
    };
    getSecurityIntegrations: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SecurityIntegration"][];
                };
            };
        };
    };
    postSecurityIntegrations: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SecurityIntegrationInput"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NewIntegration"];
                };
            };
        };
    };
    getSecurityIntegrationsSearch: {
        parameters: {
            query?: {
                /** @description The page, from 1. */
                page?: number;
                /** @description Results a page, from 1. */
                size?: number;
                /** @description Sort keys as `column:asc` or `column:desc`. */
                sort?: string[];
                /** @description A part of the name. */
                q?: string;
                /** @description The name. */
                name?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SecurityIntegrations"];
                };
            };
        };
    };
    getSecurityIntegrationsId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SecurityIntegration"];
                };
            };
        };
    };
    deleteSecurityIntegrationsId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    postSecurityIntegrationsIdDisable: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SecurityIntegration"];
                };
            };
        };
    };
    postSecurityIntegrationsIdEnable: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SecurityIntegration"];
                };
            };
        };
    };
    getServiceAccounts: {
        parameters: {
            query?: {
                /** @description The page, from 1. */
                page?: number;
                /** @description Results a page, from 1. */
                size?: number;
                /** @description Sort keys as `column:asc` or `column:desc`. */
                sort?: string[];
                /** @description A part of the e-mail address or of the names. */
                q?: string;
                /** @description The user name. */
                username?: string;
                /** @description The e-mail address. */
                email?: string;
                /** @description The name of a service account. */
                name?: string;
                /** @description Whether they own the server. */
                superAdmin?: string;
                /** @description STANDARD or SERVICE_ACCOUNT. */
                type?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Accounts"];
                };
            };
        };
    };
    postServiceAccounts: {
        parameters: {
            query?: never;
            header?: {
                /** @description A name for this request, chosen by the client: whoever sends the request again with the same key, within 24 hours, is given the first answer, and nothing is made twice. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AccountInput"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description true when the answer is of an earlier request with the same key. */
                    "Idempotency-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Account"];
                };
            };
        };
    };
    getServiceAccountsId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Account"];
                };
            };
        };
    };
    deleteServiceAccountsId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    patchServiceAccountsId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AccountChange"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Account"];
                };
            };
        };
    };
    getServiceAccountsIdApiTokens: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Tokens"];
                };
            };
        };
    };
    postServiceAccountsIdApiTokens: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UserTokenInput"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Token"];
                };
            };
        };
    };
    deleteServiceAccountsIdApiTokensTokenId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                tokenId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    patchServiceAccountsIdSuperadmin: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["OwnerInput"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    getSetup: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Setup"];
                };
            };
        };
    };
    postSetup: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SetupInput"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Me"];
                };
            };
        };
    };
    postStatsExecutionsDaily: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /** @example {} */
                "application/json": components["schemas"]["StatsRequest"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ExecutionStatistics"][];
                };
            };
        };
    };
    postStatsExecutionsDailyGroupByFlow: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /** @example {} */
                "application/json": components["schemas"]["StatsByFlowRequest"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        [key: string]: {
                            [key: string]: components["schemas"]["ExecutionStatistics"][];
                        };
                    };
                };
            };
        };
    };
    postStatsExecutionsDailyGroupByNamespace: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /** @example {} */
                "application/json": components["schemas"]["StatsByNamespaceRequest"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        [key: string]: components["schemas"]["NamespaceStatistics"];
                    };
                };
            };
        };
    };
    postStatsExecutionsLatestGroupByFlow: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /** @example {} */
                "application/json": components["schemas"]["LatestRequest"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Execution"][];
                };
            };
        };
    };
    postStatsLogsDaily: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /** @example {} */
                "application/json": components["schemas"]["LogStatsRequest"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LogStatistics"][];
                };
            };
        };
    };
    postStatsSummary: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /** @example {} */
                "application/json": components["schemas"]["SummaryRequest"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Summary"];
                };
            };
        };
    };
    postStatsTaskrunsDaily: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /** @example {} */
                "application/json": components["schemas"]["StatsRequest"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ExecutionStatistics"][];
                };
            };
        };
    };
    getSystemHealth: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SystemHealth"];
                };
            };
        };
    };
    getSystemSettings: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Settings"];
                };
            };
        };
    };
    getSystemSupportBundle: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/zip": Record<string, never> | unknown[] | string | number | boolean | null;
                };
            };
        };
    };
    getTaskrunsMaxTaskRunSetting: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": number;
                };
            };
        };
    };
    getTaskrunsSearch: {
        parameters: {
            query?: {
                /** @description The page, from 1. */
                page?: number;
                /** @description Results a page, from 1. */
                size?: number;
                /** @description Sort keys as `column:asc` or `column:desc`. */
                sort?: string[];
                /** @description Words that ids, namespace or flow must contain. */
                q?: string;
                /** @description A namespace; those below it count too. */
                namespace?: string;
                /** @description A flow. */
                flowId?: string;
                /** @description Started at or after. */
                startDate?: string;
                /** @description Started at or before. */
                endDate?: string;
                /** @description States. */
                state?: ("CREATED" | "SUBMITTED" | "RUNNING" | "PAUSED" | "RESTARTED" | "KILLING" | "SUCCESS" | "WARNING" | "FAILED" | "KILLED" | "CANCELLED" | "QUEUED" | "RETRYING" | "RETRIED" | "SKIPPED" | "BREAKPOINT" | "RESUBMITTED")[];
                /** @description Labels as `key:value`. */
                labels?: string[];
                /** @description A plugin type, or an alias of one. */
                taskType?: string;
                /** @description Seconds that a task run must have taken. */
                least?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TaskRunPage"];
                };
            };
        };
    };
    postTemplates: {
        parameters: {
            query?: never;
            header?: {
                /** @description A name for this request, chosen by the client: whoever sends the request again with the same key, within 24 hours, is given the first answer, and nothing is made twice. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TemplateInput"];
                "application/x-yaml": components["schemas"]["TemplateInput"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description true when the answer is of an earlier request with the same key. */
                    "Idempotency-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Template"];
                };
            };
        };
    };
    postTemplatesDeleteByIds: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["IdWithNamespace"][];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BulkResponse"];
                };
            };
        };
    };
    deleteTemplatesDeleteByIds: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["IdWithNamespace"][];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BulkResponse"];
                };
            };
        };
    };
    postTemplatesDeleteByQuery: {
        parameters: {
            query?: {
                /** @description Words that the namespace and id must contain. */
                q?: string;
                /** @description A namespace; those below it count too. */
                namespace?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["FiltersInput"] | null;
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BulkResponse"];
                };
            };
        };
    };
    deleteTemplatesDeleteByQuery: {
        parameters: {
            query?: {
                /** @description Words that the namespace and id must contain. */
                q?: string;
                /** @description A namespace; those below it count too. */
                namespace?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["FiltersInput"] | null;
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BulkResponse"];
                };
            };
        };
    };
    getTemplatesDistinctNamespaces: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": string[];
                };
            };
        };
    };
    postTemplatesExportByIds: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["IdWithNamespace"][];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/octet-stream": Blob;
                };
            };
        };
    };
    getTemplatesExportByQuery: {
        parameters: {
            query?: {
                /** @description Words that the namespace and id must contain. */
                q?: string;
                /** @description A namespace; those below it count too. */
                namespace?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/octet-stream": Blob;
                };
            };
        };
    };
    postTemplatesImport: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "multipart/form-data": {
                    /** Format: binary */
                    fileUpload: Blob;
                };
            };
        };
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    getTemplatesSearch: {
        parameters: {
            query?: {
                /** @description The page, from 1. */
                page?: number;
                /** @description Results a page, from 1. */
                size?: number;
                /** @description Sort keys as `column:asc` or `column:desc`. */
                sort?: string[];
                /** @description Words that the namespace and id must contain. */
                q?: string;
                /** @description A namespace; those below it count too. */
                namespace?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TemplatePage"];
                };
            };
        };
    };
    postTemplatesValidate: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TemplateDraft"][] | components["schemas"]["TemplateDraft"];
                "application/x-yaml": components["schemas"]["TemplateDraft"][] | components["schemas"]["TemplateDraft"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ValidationReport"][];
                };
            };
        };
    };
    postTemplatesNamespace: {
        parameters: {
            query?: {
                /** @description Delete the others. */
                delete?: boolean;
            };
            header?: never;
            path: {
                namespace: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TemplateDraft"][] | components["schemas"]["TemplateDraft"];
                "application/x-yaml": components["schemas"]["TemplateDraft"][] | components["schemas"]["TemplateDraft"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Template"][];
                };
            };
        };
    };
    getTemplatesNamespaceId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                namespace: string;
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Template"];
                };
            };
        };
    };
    putTemplatesNamespaceId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                namespace: string;
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TemplateInput"];
                "application/x-yaml": components["schemas"]["TemplateInput"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Template"];
                };
            };
        };
    };
    deleteTemplatesNamespaceId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                namespace: string;
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    getTenantAccess: {
        parameters: {
            query?: {
                /** @description The page, from 1. */
                page?: number;
                /** @description Results a page, from 1. */
                size?: number;
                /** @description A part of the e-mail address or of the names. */
                q?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Entrants"];
                };
            };
        };
    };
    postTenantAccess: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TenantAccessInput"];
            };
        };
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    postTenantAccessAutocomplete: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EntrantsSought"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Entrant"][];
                };
            };
        };
    };
    getTenantAccessUserId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                userId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TenantAccess"];
                };
            };
        };
    };
    putTenantAccessUserId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                userId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    deleteTenantAccessUserId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                userId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    postTenants: {
        parameters: {
            query?: never;
            header?: {
                /** @description A name for this request, chosen by the client: whoever sends the request again with the same key, within 24 hours, is given the first answer, and nothing is made twice. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "id": "acme",
                 *       "name": "Acme"
                 *     }
                 */
                "application/json": components["schemas"]["TenantInput"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description true when the answer is of an earlier request with the same key. */
                    "Idempotency-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TenantRecord"];
                };
            };
        };
    };
    getTenantsSearch: {
        parameters: {
            query?: {
                /** @description The page, from 1. */
                page?: number;
                /** @description Results a page, from 1. */
                size?: number;
                /** @description Sort keys as `column:asc` or `column:desc`. */
                sort?: string[];
                /** @description A part of the id or the name. */
                q?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TenantPage"];
                };
            };
        };
    };
    getTenantsId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TenantRecord"];
                };
            };
        };
    };
    putTenantsId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "id": "acme",
                 *       "name": "Acme"
                 *     }
                 */
                "application/json": components["schemas"]["TenantInput"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TenantRecord"];
                };
            };
        };
    };
    deleteTenantsId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    getTenantsIdAppsCatalog: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AppsCatalog"];
                };
            };
        };
    };
    postTenantsIdAppsCatalog: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "primaryColor": "#1a2b3c",
                 *       "title": "Ours"
                 *     }
                 */
                "application/json": components["schemas"]["AppsCatalogInput"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AppsCatalog"];
                };
            };
        };
    };
    postTenantsIdAppsCatalogLogo: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "multipart/form-data": {
                    /** Format: binary */
                    logo: Blob;
                };
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AppsCatalog"];
                };
            };
        };
    };
    deleteTenantsIdAppsCatalogLogo: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    postTenantsIdLogo: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "multipart/form-data": {
                    /** Format: binary */
                    logo: Blob;
                };
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TenantRecord"];
                };
            };
        };
    };
    getTenantsIdSettingsDefaultDashboards: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TenantDashboards"];
                };
            };
        };
    };
    postTenantsIdSettingsDefaultDashboards: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "defaultHomeDashboard": "overview"
                 *     }
                 */
                "application/json": components["schemas"]["TenantDashboardsInput"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TenantDashboards"];
                };
            };
        };
    };
    putTriggers: {
        parameters: {
            query?: never;
            header?: {
                /** @description A name for this request, chosen by the client: whoever sends the request again with the same key, within 24 hours, is given the first answer, and nothing is made twice. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TriggerChange"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description true when the answer is of an earlier request with the same key. */
                    "Idempotency-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Trigger"];
                };
            };
        };
    };
    putTriggersBackfillCreate: {
        parameters: {
            query?: never;
            header?: {
                /** @description A name for this request, chosen by the client: whoever sends the request again with the same key, within 24 hours, is given the first answer, and nothing is made twice. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TriggerBackfill"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description true when the answer is of an earlier request with the same key. */
                    "Idempotency-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Trigger"];
                };
            };
        };
    };
    postTriggersBackfillDelete: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TriggerName"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Trigger"];
                };
            };
        };
    };
    postTriggersBackfillDeleteByQuery: {
        parameters: {
            query?: {
                /** @description Words that the trigger must contain. */
                q?: string;
                /** @description A namespace; those below it count too. */
                namespace?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["FilterInput"][] | components["schemas"]["FiltersInput"] | null;
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BulkResponse"];
                };
            };
        };
    };
    postTriggersBackfillDeleteByTriggers: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["TriggerName"][];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BulkResponse"];
                };
            };
        };
    };
    putTriggersBackfillPause: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TriggerName"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Trigger"];
                };
            };
        };
    };
    postTriggersBackfillPauseByQuery: {
        parameters: {
            query?: {
                /** @description Words that the trigger must contain. */
                q?: string;
                /** @description A namespace; those below it count too. */
                namespace?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["FilterInput"][] | components["schemas"]["FiltersInput"] | null;
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BulkResponse"];
                };
            };
        };
    };
    postTriggersBackfillPauseByTriggers: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["TriggerName"][];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BulkResponse"];
                };
            };
        };
    };
    putTriggersBackfillUnpause: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TriggerName"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Trigger"];
                };
            };
        };
    };
    postTriggersBackfillUnpauseByQuery: {
        parameters: {
            query?: {
                /** @description Words that the trigger must contain. */
                q?: string;
                /** @description A namespace; those below it count too. */
                namespace?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["FilterInput"][] | components["schemas"]["FiltersInput"] | null;
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BulkResponse"];
                };
            };
        };
    };
    postTriggersBackfillUnpauseByTriggers: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["TriggerName"][];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BulkResponse"];
                };
            };
        };
    };
    getTriggersCalendar: {
        parameters: {
            query?: {
                /** @description Words that the trigger must contain. */
                q?: string;
                /** @description A namespace; those below it count too. */
                namespace?: string;
                /** @description A flow. */
                flowId?: string;
                /** @description Dates after this one. */
                startDate?: string;
                /** @description Dates up to it. */
                endDate?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TriggerCalendar"];
                };
            };
        };
    };
    deleteTriggersDeleteByQuery: {
        parameters: {
            query?: {
                /** @description Words that the trigger must contain. */
                q?: string;
                /** @description A namespace; those below it count too. */
                namespace?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["FilterInput"][] | components["schemas"]["FiltersInput"] | null;
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BulkResponse"];
                };
            };
        };
    };
    deleteTriggersDeleteByTriggers: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["TriggerName"][];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BulkResponse"];
                };
            };
        };
    };
    getTriggersExportByQueryCsv: {
        parameters: {
            query?: {
                /** @description Words that the trigger must contain. */
                q?: string;
                /** @description A namespace; those below it count too. */
                namespace?: string;
                /** @description Whether the last evaluation failed. */
                hasError?: "true" | "false";
                /** @description Whether its date passed a minute ago or more, unused. */
                overdue?: "true" | "false";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/csv": Record<string, never> | unknown[] | string | number | boolean | null;
                };
            };
        };
    };
    getTriggersSearch: {
        parameters: {
            query?: {
                /** @description The page, from 1. */
                page?: number;
                /** @description Results a page, from 1. */
                size?: number;
                /** @description Sort keys as `column:asc` or `column:desc`. */
                sort?: string[];
                /** @description Words that the trigger must contain. */
                q?: string;
                /** @description A namespace; those below it count too. */
                namespace?: string;
                /** @description A worker. */
                workerId?: string;
                /** @description A flow. */
                flowId?: string;
                /** @description Whether the last evaluation failed. */
                hasError?: "true" | "false";
                /** @description Whether its date passed a minute ago or more, unused. */
                overdue?: "true" | "false";
                /** @description Which date the filters by date mean. */
                dateFilter?: "NEXT_EXECUTION_DATE" | "LAST_TRIGGERED_DATE";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FoundTriggerPage"];
                };
            };
        };
    };
    putTriggersSetDisabled: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TriggerSwitch"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Trigger"];
                };
            };
        };
    };
    postTriggersSetDisabledByQuery: {
        parameters: {
            query?: {
                /** @description Words that the trigger must contain. */
                q?: string;
                /** @description A namespace; those below it count too. */
                namespace?: string;
                /** @description Off, or on. */
                disabled?: boolean;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["FilterInput"][] | components["schemas"]["FiltersInput"] | null;
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BulkResponse"];
                };
            };
        };
    };
    postTriggersSetDisabledByTriggers: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TriggerSwitches"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BulkResponse"];
                };
            };
        };
    };
    postTriggersUnlockByQuery: {
        parameters: {
            query?: {
                /** @description Words that the trigger must contain. */
                q?: string;
                /** @description A namespace; those below it count too. */
                namespace?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["FilterInput"][] | components["schemas"]["FiltersInput"] | null;
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BulkResponse"];
                };
            };
        };
    };
    postTriggersUnlockByTriggers: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["TriggerName"][];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BulkResponse"];
                };
            };
        };
    };
    getTriggersNamespaceFlowId: {
        parameters: {
            query?: {
                /** @description The page, from 1. */
                page?: number;
                /** @description Results a page, from 1. */
                size?: number;
                /** @description Sort keys as `column:asc` or `column:desc`. */
                sort?: string[];
                /** @description Words that the trigger must contain. */
                q?: string;
            };
            header?: never;
            path: {
                namespace: string;
                flowId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TriggerPage"];
                };
            };
        };
    };
    deleteTriggersNamespaceFlowIdTriggerId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                namespace: string;
                flowId: string;
                triggerId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    getTriggersNamespaceFlowIdTriggerIdPreview: {
        parameters: {
            query?: {
                /** @description So many of the next dates. */
                count?: number;
                /** @description The start of a backfill. */
                start?: string;
                /** @description Its end; now unless said. */
                end?: string;
                /** @description Without the dates that have succeeded. */
                skipSucceeded?: boolean;
            };
            header?: never;
            path: {
                namespace: string;
                flowId: string;
                triggerId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TriggerPreview"];
                };
            };
        };
    };
    postTriggersNamespaceFlowIdTriggerIdRestart: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                namespace: string;
                flowId: string;
                triggerId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Trigger"];
                };
            };
        };
    };
    postTriggersNamespaceFlowIdTriggerIdUnlock: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                namespace: string;
                flowId: string;
                triggerId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Trigger"];
                };
            };
        };
    };
    getUsagesAll: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Usage"];
                };
            };
        };
    };
    getUsers: {
        parameters: {
            query?: {
                /** @description The page, from 1. */
                page?: number;
                /** @description Results a page, from 1. */
                size?: number;
                /** @description Sort keys as `column:asc` or `column:desc`. */
                sort?: string[];
                /** @description A part of the e-mail address or of the names. */
                q?: string;
                /** @description The user name. */
                username?: string;
                /** @description The e-mail address. */
                email?: string;
                /** @description The name of a service account. */
                name?: string;
                /** @description Whether they own the server. */
                superAdmin?: string;
                /** @description STANDARD or SERVICE_ACCOUNT. */
                type?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Users"];
                };
            };
        };
    };
    postUsers: {
        parameters: {
            query?: never;
            header?: {
                /** @description A name for this request, chosen by the client: whoever sends the request again with the same key, within 24 hours, is given the first answer, and nothing is made twice. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UserInput"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    /** @description true when the answer is of an earlier request with the same key. */
                    "Idempotency-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["User"];
                };
            };
        };
    };
    getUsersId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["User"];
                };
            };
        };
    };
    putUsersId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UserInput"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["User"];
                };
            };
        };
    };
    deleteUsersId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    patchUsersId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UserChange"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["User"];
                };
            };
        };
    };
    getUsersIdApiTokens: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Tokens"];
                };
            };
        };
    };
    postUsersIdApiTokens: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UserTokenInput"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Token"];
                };
            };
        };
    };
    deleteUsersIdApiTokensTokenId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                tokenId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    deleteUsersIdAuthsAuth: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                auth: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["User"];
                };
            };
        };
    };
    putUsersIdGroups: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UserGroupsInput"];
            };
        };
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    postUsersIdImpersonate: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Nothing"];
                };
            };
        };
    };
    patchUsersIdPassword: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PasswordInput"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["User"];
                };
            };
        };
    };
    deleteUsersIdRefreshToken: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    patchUsersIdRestricted: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RestrictedInput"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    patchUsersIdSuperadmin: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["OwnerInput"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    postUsersIdUnlock: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    getViews: {
        parameters: {
            query?: {
                /** @description Views of this list alone, such as `executions`. */
                list?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SavedView"][];
                };
            };
        };
    };
    postViews: {
        parameters: {
            query?: never;
            header?: {
                /** @description A name for this request, chosen by the client: whoever sends the request again with the same key, within 24 hours, is given the first answer, and nothing is made twice. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "list": "executions",
                 *       "name": "Failed",
                 *       "query": {
                 *         "sort": [
                 *           "state.startDate:desc"
                 *         ]
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["SavedViewInput"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description true when the answer is of an earlier request with the same key. */
                    "Idempotency-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SavedView"];
                };
            };
        };
    };
    putViewsId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "list": "executions",
                 *       "name": "Failed",
                 *       "query": {
                 *         "sort": [
                 *           "state.startDate:desc"
                 *         ]
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["SavedViewInput"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SavedView"];
                };
            };
        };
    };
    deleteViewsId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    getWorkerSelectorsTags: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WorkerTags"];
                };
            };
        };
    };
}
