using SqlInference.Errors;

namespace SqlInference.Catalog.Tests;

public abstract class EndpointTests(CatalogPlace place) : CatalogFixture(place)
{
    [CatalogFact]
    public void A_model_is_not_dropped_under_its_endpoints()
    {
        MakeReady("m");
        Catalog.Endpoints.Create(new NewEndpoint { Name = "it's", Actor = "root", Model = Name("m") });
        Catalog.Endpoints.Create(new NewEndpoint { Name = "b", Actor = "root", Model = Name("m") });

        var refusal = Refused(ErrorConditions.ModelInUse, () => Models.Drop(Name("m"), "ann"));
        Assert.Contains("'b', 'it's'", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("DROP ENDPOINT 'it''s';", refusal.Hint, StringComparison.Ordinal);

        Catalog.Endpoints.Drop("it's", "root");
        Catalog.Endpoints.Drop("b", "root");
        Assert.Equal(Name("m"), Models.Drop(Name("m"), "ann").Name);
        Assert.Null(Models.Find(Name("m")));
    }

    [CatalogFact]
    public void An_endpoint_goes_with_a_model_that_never_came_to_be()
    {
        var version = Begin("m");
        Catalog.Endpoints.Create(new NewEndpoint { Name = "e", Actor = "root", Model = Name("m") });
        Models.Abandon(version);

        Assert.Null(Models.Find(Name("m")));
        Assert.Null(Catalog.Endpoints.Find("e"));
        Assert.Contains(Catalog.AuditTrail.Newest(10), record => record is { Action: "DROP ENDPOINT", Subject: "e", Detail: "with model public.m" });
    }

    [CatalogFact]
    public void An_endpoint_outside_is_kept_as_stated()
    {
        var made = Catalog.Endpoints.Create(new NewEndpoint
        {
            Name = "taxi",
            Actor = "root",
            Url = "https://host/x",
            Protocol = EndpointProtocol.SageMaker,
            Credential = "aws",
            Settings = [new("CSV_HEADER", "ON")],
        });

        Assert.Equivalent(made, Catalog.Endpoints.Get("taxi"), strict: true);
        Assert.Equal(EndpointProtocol.SageMaker, made.Protocol);
        Assert.Equal(["taxi"], Catalog.Endpoints.List().Select(endpoint => endpoint.Name));
        Assert.DoesNotContain(Catalog.AuditTrail.Newest(10), record => record.Detail?.Contains("host", StringComparison.Ordinal) == true);
    }

    [CatalogFact]
    public void An_endpoint_is_replaced_only_when_asked()
    {
        var request = new NewEndpoint { Name = "e", Actor = "root", Protocol = EndpointProtocol.Lambda };
        Catalog.Endpoints.Create(request);

        Refused(ErrorConditions.EndpointExists, () => Catalog.Endpoints.Create(request));
        MakeReady("m");
        Assert.NotNull(Catalog.Endpoints.Create(request with { OrReplace = true, Protocol = null, Model = Name("m") }).ModelId);
    }

    [CatalogFact]
    public void Unknown_endpoints_and_models_are_named()
    {
        Catalog.Endpoints.Create(new NewEndpoint { Name = "randomcutforest-taxi", Actor = "root", Protocol = EndpointProtocol.Oip });

        Assert.Contains("randomcutforest-taxi", Refused(ErrorConditions.UnknownEndpoint, () => Catalog.Endpoints.Get("randomcutforest-taxis")).Hint, StringComparison.Ordinal);
        Refused(ErrorConditions.UnknownEndpoint, () => Catalog.Endpoints.Drop("x", "root"));
        Refused(ErrorConditions.UnknownModel, () => Catalog.Endpoints.Create(new NewEndpoint { Name = "e", Actor = "root", Model = Name("nothing") }));
    }

    public sealed class OnSqlite() : EndpointTests(new SqlitePlace());

    [Collection(OnPostgreSql.Name)]
    public sealed class OnPostgres(PostgresCatalogs server) : EndpointTests(server.NewPlace());

    [Collection(OnSqlServer.Name)]
    public sealed class InSqlServer() : EndpointTests(SqlServerCatalogs.NewPlace());
}
