using SqlInference.Errors;

namespace SqlInference.Catalog.Tests;

public abstract class GrantTests(CatalogPlace place) : CatalogFixture(place)
{
    static readonly Principal Bob = new("bob", ["analyst"], ["staff"]);

    [CatalogTheory]
    [InlineData(GranteeKind.User, "bob", true)]
    [InlineData(GranteeKind.Role, "analyst", true)]
    [InlineData(GranteeKind.Group, "staff", true)]
    [InlineData(GranteeKind.Public, "", true)]
    [InlineData(GranteeKind.User, "analyst", false)]
    [InlineData(GranteeKind.Role, "bob", false)]
    [InlineData(GranteeKind.Group, "analyst", false)]
    public void Execute_is_held_by_name_role_group_or_as_public(GranteeKind kind, string name, bool allowed)
    {
        var model = MakeReady("m");
        Assert.False(Catalog.Grants.MayExecute(model, Bob));

        Catalog.Grants.GrantExecute([Name("m")], [new Grantee(kind, name)], false, "ann");
        Assert.Equal(allowed, Catalog.Grants.MayExecute(model, Bob));

        Catalog.Grants.RevokeExecute([Name("m")], [new Grantee(kind, name)], false, "ann");
        Assert.False(Catalog.Grants.MayExecute(model, Bob));
    }

    [CatalogFact]
    public void Owners_need_no_grant() => Assert.True(Catalog.Grants.MayExecute(MakeReady("m"), Principal.OfUser("ann")));

    [CatalogFact]
    public void Create_model_holds_for_one_database()
    {
        Catalog.Grants.GrantCreateModel("local", [new Grantee(GranteeKind.Role, "analyst")], true, "root");
        Catalog.Grants.GrantCreateModel("sales", [new Grantee(GranteeKind.User, "cid")], false, "root");

        Assert.True(Catalog.Grants.MayCreateModels("local", Bob));
        Assert.False(Catalog.Grants.MayCreateModels("sales", Bob));
        Assert.True(Catalog.Grants.HoldsGrantOption(Privilege.CreateModel, "local", null, Bob));

        Catalog.Grants.RevokeCreateModel("local", [new Grantee(GranteeKind.Role, "analyst")], true, "root");
        Assert.True(Catalog.Grants.MayCreateModels("local", Bob));
        Assert.False(Catalog.Grants.HoldsGrantOption(Privilege.CreateModel, "local", null, Bob));
        Assert.Equal(2, Catalog.Grants.List().Count);
    }

    [CatalogFact]
    public void Granting_again_adds_and_never_takes()
    {
        var model = MakeReady("m");
        var bob = new Grantee(GranteeKind.User, "bob");
        Catalog.Grants.GrantExecute([Name("m")], [bob], true, "ann");
        Catalog.Grants.GrantExecute([Name("m")], [bob], false, "ann");

        Assert.True(Assert.Single(Catalog.Grants.List()).WithGrantOption);
        Assert.True(Catalog.Grants.HoldsGrantOption(Privilege.Execute, "local", model.Id, Bob));
    }

    [CatalogFact]
    public void Granting_on_several_models_is_all_or_nothing()
    {
        MakeReady("m");

        Refused(ErrorConditions.UnknownModel, () => Catalog.Grants.GrantExecute([Name("m"), Name("absent")], [Grantee.Public], false, "ann"));
        Assert.Empty(Catalog.Grants.List());
    }

    [CatalogFact]
    public void Dropping_a_model_drops_its_grants()
    {
        MakeReady("m");
        Catalog.Grants.GrantExecute([Name("m")], [Grantee.Public], false, "ann");
        Models.Drop(Name("m"), "ann");

        Assert.Empty(Catalog.Grants.List());
        Assert.False(Catalog.Grants.MayExecute(MakeReady("m"), Bob));
    }

    public sealed class OnSqlite() : GrantTests(new SqlitePlace());

    [Collection(OnPostgreSql.Name)]
    public sealed class OnPostgres(PostgresCatalogs server) : GrantTests(server.NewPlace());

    [Collection(OnSqlServer.Name)]
    public sealed class InSqlServer() : GrantTests(SqlServerCatalogs.NewPlace());
}
