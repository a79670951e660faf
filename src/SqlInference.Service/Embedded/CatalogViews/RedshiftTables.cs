using SqlInference.Catalog;
using SqlInference.Engines.DuckDb.Tables;

namespace SqlInference.Service.Embedded.CatalogViews;

/// <summary>The system views of Redshift ML, column for column.</summary>
static class RedshiftTables
{
    static readonly RecordColumns<ModelInfo> InfoColumns = new RecordColumns<ModelInfo>()
        .Text("database_name", info => info.DatabaseName)
        .Text("schema_name", info => info.SchemaName)
        .Text("user_name", info => info.UserName)
        .Text("model_name", info => info.ModelName)
        .Text("life_cycle", info => info.LifeCycle)
        .Integer("is_refreshable", info => info.IsRefreshable)
        .Text("model_state", info => info.ModelState);

    static readonly RecordColumns<ModelPrivilege> PrivilegeColumns = new RecordColumns<ModelPrivilege>()
        .Text("namespace_name", grant => grant.NamespaceName)
        .Text("model_name", grant => grant.ModelName)
        .Integer("model_version", grant => grant.ModelVersion)
        .Text("privilege_type", grant => grant.PrivilegeType)
        .Text("identity_name", grant => grant.IdentityName)
        .Text("identity_type", grant => grant.IdentityType)
        .Boolean("admin_option", grant => grant.AdminOption);

    public static ITable Info(InferenceService service, string database, Func<ModelName, bool> sees) =>
        new RecordTable<ModelInfo>(() => [.. service.Catalog.ModelInfo(database).Where(info => sees(new(database, info.SchemaName, info.ModelName)))], InfoColumns);

    public static ITable Privileges(InferenceService service, string database, Func<ModelName, bool> sees) =>
        new RecordTable<ModelPrivilege>(() => [.. service.Catalog.ModelPrivileges(database).Where(grant => grant.ModelName.Length == 0 || sees(new(database, grant.NamespaceName, grant.ModelName)))], PrivilegeColumns);
}
