using SqlInference.Errors;

namespace SqlInference.Catalog.Tests;

public abstract class NameTests(CatalogPlace place) : CatalogFixture(place)
{
    [CatalogTheory]
    [InlineData("predict_star_ratings", "public.predict_star_rating")]
    [InlineData("PREDICT_STAR_RATING", "public.predict_star_rating")]
    [InlineData("churn", "dsoaws.churn")]
    public void An_unknown_name_is_answered_with_the_nearest(string asked, string offered)
    {
        Begin("predict_star_rating");
        Models.Begin(new NewVersion(Name("churn", "dsoaws"), "ann", CreateMode.Create, Definition()));

        var refusal = Refused(ErrorConditions.UnknownModel, () => Models.Get(Name(asked)));
        Assert.StartsWith($"Did you mean {offered}?", refusal.Hint, StringComparison.Ordinal);
        Assert.Contains($"public.{asked}", refusal.Message, StringComparison.Ordinal);
    }

    [CatalogFact]
    public void A_name_like_no_other_gets_no_guess()
    {
        Begin("predict_star_rating");

        Assert.Equal("SHOW MODEL ALL lists the models.", Refused(ErrorConditions.UnknownModel, () => Models.Get(Name("xyz"))).Hint);
    }

    [CatalogFact]
    public void Databases_do_not_see_each_other()
    {
        Begin("m");
        var elsewhere = new ModelName("sales", "public", "m");
        Refused(ErrorConditions.UnknownModel, () => Models.Get(elsewhere));

        Models.Begin(new NewVersion(elsewhere, "bob", CreateMode.Create, Definition("m")));
        Assert.Equal(["bob"], Models.List("sales").Select(model => model.Owner));
        Assert.Equal(2, Models.List().Count);
    }

    [CatalogFact]
    public void Names_are_data()
    {
        const string Hostile = "x'; DROP TABLE model; --\"é";
        Begin(Hostile);

        Assert.Equal(Hostile, Models.Get(Name(Hostile)).Name.Name);
    }

    [CatalogFact]
    public void A_function_belongs_to_one_model()
    {
        MakeReady("m", function: "f");

        var refusal = Refused(ErrorConditions.FunctionExists, () => Begin("n", function: "f"));
        Assert.Contains("public.f(int4)", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("public.m", refusal.Message, StringComparison.Ordinal);
        Assert.Null(Models.Find(Name("n")));

        // Overloads are other functions.
        Models.Begin(new NewVersion(Name("n"), "ann", CreateMode.Create, Definition("f", "text")));
        Assert.Equal(["m", "n"], Models.FindByFunction("local", "public", "f").Select(model => model.Name.Name));
    }

    [CatalogFact]
    public void A_function_is_free_once_nothing_needs_it()
    {
        MakeReady("m", function: "f");
        MakeReady("m", CreateMode.OrReplace, "g");
        MakeReady("n", function: "f");

        Refused(ErrorConditions.FunctionExists, () => Models.UseVersion(Name("m"), 1, "ann"));
        Models.Drop(Name("n"), "ann");
        Models.UseVersion(Name("m"), 1, "ann");
        MakeReady("o", function: "g");
    }

    [CatalogFact]
    public void A_failed_replacement_gives_its_function_up()
    {
        MakeReady("m", function: "f");
        Models.Fail(Begin("m", CreateMode.OrReplace, "g"), "no rows");

        MakeReady("n", function: "g");
        Refused(ErrorConditions.FunctionExists, () => Begin("o", function: "f"));
    }

    [CatalogFact]
    public void A_renamed_model_keeps_everything_but_its_name()
    {
        var before = MakeReady("m");
        MakeReady("taken");
        Catalog.Grants.GrantExecute([Name("m")], [Grantee.Public], false, "ann");
        Catalog.Endpoints.Create(new NewEndpoint { Name = "e", Actor = "root", Model = Name("m") });

        Refused(ErrorConditions.ModelExists, () => Models.Rename(Name("m"), Name("taken"), "ann"));
        var after = Models.Rename(Name("m"), Name("renamed", "other"), "ann");

        Assert.Equal(before.Id, after.Id);
        Assert.Equal("other.renamed", after.Name.ToString());
        Assert.True(Catalog.Grants.MayExecute(after, Principal.OfUser("bob")));
        Assert.Equal(after.Id, Catalog.Endpoints.Get("e").ModelId);
        Refused(ErrorConditions.UnknownModel, () => Models.Get(Name("m")));
    }

    [CatalogFact]
    public void Settings_lie_over_the_statement_until_it_is_replaced()
    {
        MakeReady("m");
        Models.SetSettings(Name("m"), [new("max_runtime", "5"), new("DEVICE", "cpu")], "ann");
        var model = Models.SetSettings(Name("m"), [new("DEVICE", "cuda:0")], "ann");

        Assert.Equal([new("S3_BUCKET", "any"), new("MAX_RUNTIME", "5"), new("DEVICE", "cuda:0")], model.Settings);
        Assert.Equal("cuda:0", model.Setting("device"));
        Assert.Equal(2, model.Definition.Settings.Count);

        Assert.Null(MakeReady("m", CreateMode.OrReplace).Setting("device"));
    }

    [CatalogFact]
    public void A_model_changes_hands()
    {
        MakeReady("m");
        Assert.Equal("bob", Models.SetOwner(Name("m"), "bob", "ann").Owner);
    }

    public sealed class OnSqlite() : NameTests(new SqlitePlace())
    {
        [Fact]
        public void Any_character_may_be_in_a_name()
        {
            Begin("a\0b");
            Assert.Equal("a\0b", Models.Get(Name("a\0b")).Name.Name);
        }
    }

    [Collection(OnPostgreSql.Name)]
    public sealed class OnPostgres(PostgresCatalogs server) : NameTests(server.NewPlace());

    [Collection(OnSqlServer.Name)]
    public sealed class InSqlServer() : NameTests(SqlServerCatalogs.NewPlace());
}
