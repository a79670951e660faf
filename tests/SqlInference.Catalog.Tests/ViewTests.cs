namespace SqlInference.Catalog.Tests;

public abstract class ViewTests(CatalogPlace place) : CatalogFixture(place)
{
    [CatalogFact]
    public void Show_model_all_lists_schemas_and_models_in_order()
    {
        Begin("b");
        Begin("a");
        Models.Begin(new NewVersion(Name("c", "analytics"), "ann", CreateMode.Create, Definition("c")));
        Models.Begin(new NewVersion(Name("ext"), "ann", CreateMode.Create, Definition("ext", kind: ModelKind.ExternalFunction)));
        Models.Begin(new NewVersion(new ModelName("sales", "public", "d"), "ann", CreateMode.Create, Definition("d")));

        Assert.Equal([new("analytics", "c"), new("public", "a"), new("public", "b")], Catalog.ListModels("local"));
    }

    [CatalogFact]
    public void Model_info_speaks_as_redshift_does()
    {
        MakeReady("a_ready");
        Models.StartTraining(Begin("b_training"), "job");
        Models.Fail(Begin("c_failed"), "no rows");
        Begin("d_created");
        Models.Begin(new NewVersion(Name("e_remote"), "bob", CreateMode.Create, Definition("e", kind: ModelKind.Remote)));

        Assert.Equal(
            [
                new("local", "public", "ann", "a_ready", "READY", 1, "Model is Ready"),
                new("local", "public", "ann", "b_training", "TRAINING", 1, "Train Model On SageMaker In Progress"),
                new("local", "public", "ann", "c_failed", "FAILED", 1, "Model Failed"),
                new("local", "public", "ann", "d_created", "CREATED", 1, "Model is Created"),
                new("local", "public", "bob", "e_remote", "CREATED", 0, "Model is Created"),
            ],
            Catalog.ModelInfo());
        Assert.Empty(Catalog.ModelInfo("sales"));
    }

    [CatalogFact]
    public void Model_privileges_name_model_version_and_identity()
    {
        MakeReady("m");
        MakeReady("m", CreateMode.OrReplace);
        Catalog.Grants.GrantExecute([Name("m")], [new(GranteeKind.User, "reguser")], false, "ann");
        Catalog.Grants.GrantExecute([Name("m")], [new(GranteeKind.Role, "role1"), Grantee.Public], true, "ann");
        Catalog.Grants.GrantCreateModel("local", [Grantee.Public], false, "root");

        Assert.Equal(
            [
                new("public", "m", 2, "EXECUTE", "public", "public", true),
                new("public", "m", 2, "EXECUTE", "role1", "role", true),
                new("public", "m", 2, "EXECUTE", "reguser", "user", false),
            ],
            Catalog.ModelPrivileges("local"));
    }

    public sealed class OnSqlite() : ViewTests(new SqlitePlace());

    [Collection(OnPostgreSql.Name)]
    public sealed class OnPostgres(PostgresCatalogs server) : ViewTests(server.NewPlace());

    [Collection(OnSqlServer.Name)]
    public sealed class InSqlServer() : ViewTests(SqlServerCatalogs.NewPlace());
}
