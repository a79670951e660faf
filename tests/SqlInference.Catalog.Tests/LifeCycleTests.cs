using SqlInference.Errors;

namespace SqlInference.Catalog.Tests;

public abstract class LifeCycleTests(CatalogPlace place) : CatalogFixture(place)
{
    [CatalogFact]
    public void A_model_goes_from_created_over_training_to_ready()
    {
        var version = Begin("churn");
        Assert.Equal(ModelState.Created, Models.Get(Name("churn")).State);

        Models.StartTraining(version, "job-1");
        Assert.Equal(ModelState.Training, Models.Get(Name("churn")).State);
        Assert.True(Models.RenewLease(version, 0.5));
        Assert.Equal(0.5, Models.FindVersion(version)!.Progress);

        Models.Complete(version, Artifact, [new Metric("validation:accuracy", 0.75), new Metric("train:error", double.NaN)]);
        Assert.Equal(ModelState.Training, Models.Get(Name("churn")).State);

        var model = Models.Activate(version);
        Assert.Equal(ModelState.Ready, model.State);
        Assert.Equal(1, model.CurrentVersion);
        Assert.Equal(model.Id, Models.Get(Name("churn")).Id);

        var made = Models.FindVersion(version)!;
        Assert.Equal(VersionState.Ready, made.State);
        Assert.Equal(Artifact, made.ArtifactId);
        Assert.Equal("job-1", made.TrainingJobName);
        Assert.Equal([new Metric("validation:accuracy", 0.75), new Metric("train:error", double.NaN)], made.Metrics);
        Assert.Null(made.LeaseUntil);
        Assert.Null(made.Process);
    }

    [CatalogFact]
    public void What_a_statement_said_comes_back_as_it_was()
    {
        var definition = new ModelDefinition
        {
            Kind = ModelKind.Remote,
            Statement = "CREATE MODEL \"Ünïcode\" …",
            Function = new FunctionSignature("public", "f", [new("größe", "numeric(10,6)"), new("", "varchar")], "numeric(10, 6)"),
            Settings = [new("IAM_ROLE", "default"), new("MAX_BATCH_ROWS", "100")],
            Training = new TrainingDefinition
            {
                Query = "SELECT 'a''b'\nFROM t",
                TargetColumn = "y",
                Auto = false,
                ModelType = "XGBOOST",
                ProblemType = "REGRESSION",
                Objective = "MSE",
                Preprocessors = "none",
                Hyperparameters = [new("NUM_ROUND", "100")],
            },
            Source = "s3://bucket/model.tar.gz",
            SourceFormat = "ONNX",
            Remote = new RemoteTarget { EndpointName = "taxi", InnerModel = "m", Protocol = EndpointProtocol.SageMaker, Url = "https://x", Credential = "c" },
        };
        var version = Models.Begin(new NewVersion(Name("m"), "ann", CreateMode.Create, definition))!;

        using var other = OpenCatalog();
        Assert.Equivalent(definition, other.Models.Get(Name("m")).Definition, strict: true);
        Assert.Equivalent(definition, other.Models.FindVersion(version.Key)!.Definition, strict: true);
        Assert.Equal(Clock.GetUtcNow(), other.Models.Get(Name("m")).CreatedAt);
    }

    [CatalogFact]
    public void Replacing_keeps_the_old_version_serving_until_the_new_one_is_active()
    {
        var before = MakeReady("m", function: "f");
        var second = Begin("m", CreateMode.OrReplace, "g");
        Models.StartTraining(second, "job-2");
        Models.Complete(second, Artifact, []);

        var during = Models.Get(Name("m"));
        Assert.Equal(ModelState.Ready, during.State);
        Assert.Equal(1, during.CurrentVersion);
        Assert.Equal("f", during.Definition.Function!.Name);

        var after = Models.Activate(second);
        Assert.Equal(before.Id, after.Id);
        Assert.Equal(2, after.CurrentVersion);
        Assert.Equal("g", after.Definition.Function!.Name);
        Assert.Equal([VersionState.Retired, VersionState.Ready], Models.Versions(after.Id).Select(v => v.State));
    }

    [CatalogFact]
    public void A_replacement_that_fails_leaves_the_old_version_serving()
    {
        var before = MakeReady("m");
        var second = Begin("m", CreateMode.OrReplace);
        Models.Fail(second, "too few rows");

        Assert.Equal(before, Models.Get(Name("m")) with { Definition = before.Definition, Settings = before.Settings });
        Assert.Equal("too few rows", Models.FindVersion(second)!.FailureReason);
        Refused(ErrorConditions.ModelNotReady, () => Models.Activate(second));
    }

    [CatalogFact]
    public void A_first_version_that_fails_fails_the_model_with_its_reason()
    {
        var version = Begin("m");
        Models.Fail(version, "too few rows");
        Models.Fail(version, "something later");

        var model = Models.Get(Name("m"));
        Assert.Equal(ModelState.Failed, model.State);
        Assert.Equal("too few rows", model.FailureReason);
        Assert.Null(model.CurrentVersion);
    }

    [CatalogFact]
    public void A_model_that_failed_before_it_served_can_be_created_again_by_its_owner_only()
    {
        Models.Fail(Begin("m", function: "old"), "no rows");

        Refused(ErrorConditions.ModelExists, () => Begin("m", actor: "bob"));
        var again = Begin("m", function: "new");
        Assert.Equal(2, again.Number);
        Assert.Equal(ModelState.Created, Models.Get(Name("m")).State);
        Assert.Null(Models.Get(Name("m")).FailureReason);

        // The function of the failed version is free for others.
        Begin("other", function: "old");
    }

    [CatalogFact]
    public void An_existing_model_is_refused_or_left_alone()
    {
        var model = MakeReady("m");

        Refused(ErrorConditions.ModelExists, () => Begin("m"));
        Assert.Null(Models.Begin(new NewVersion(Name("m"), "ann", CreateMode.IfNotExists, Definition())));
        Assert.Single(Models.Versions(model.Id));
    }

    [CatalogFact]
    public void Two_versions_of_a_model_are_not_made_at_once()
    {
        Begin("m");

        var refusal = Refused(ErrorConditions.ModelNotReady, () => Begin("m", CreateMode.OrReplace));
        Assert.Contains(Environment.ProcessId.ToString(System.Globalization.CultureInfo.InvariantCulture), refusal.Message, StringComparison.Ordinal);
    }

    [CatalogFact]
    public void An_abandoned_version_leaves_no_trace()
    {
        Models.Abandon(Begin("m"));
        Assert.Null(Models.Find(Name("m")));

        var ready = MakeReady("m");
        Models.Abandon(Begin("m", CreateMode.OrReplace, "g"));
        Assert.Equal(1, Models.Get(Name("m")).CurrentVersion);
        Assert.Single(Models.Versions(ready.Id));
        Assert.Empty(Models.FindByFunction("local", "public", "g"));

        Models.Fail(Begin("n"), "first reason");
        Models.Abandon(Begin("n"));
        Assert.Equal("first reason", Models.Get(Name("n")).FailureReason);
    }

    [CatalogFact]
    public void Numbers_of_abandoned_versions_are_not_used_again()
    {
        MakeReady("m");
        Models.Abandon(Begin("m", CreateMode.OrReplace));

        Assert.Equal(3, Begin("m", CreateMode.OrReplace).Number);
    }

    [CatalogFact]
    public void A_version_without_its_artifact_cannot_serve()
    {
        var version = Begin("m");

        Refused(ErrorConditions.ModelNotReady, () => Models.Activate(version));
        Assert.Equal(ModelState.Created, Models.Get(Name("m")).State);
    }

    [CatalogFact]
    public void A_ready_version_does_not_change()
    {
        var version = new VersionKey(MakeReady("m").Id, 1);

        Refused(ErrorConditions.ModelNotReady, () => Models.Complete(version, new string('f', 64), []));
        Refused(ErrorConditions.ModelNotReady, () => Models.StartTraining(version, "again"));
        Refused(ErrorConditions.ModelNotReady, () => Models.Activate(version));
        Models.Fail(version, "late");
        Models.Abandon(version);
        Assert.False(Models.RenewLease(version));
        Assert.Equal(Artifact, Models.FindVersion(version)!.ArtifactId);
        Assert.Equal(VersionState.Ready, Models.FindVersion(version)!.State);
    }

    [CatalogFact]
    public void Completing_may_settle_the_definition()
    {
        var version = Begin("m", function: "f");
        Models.Complete(version, Artifact, [], Definition("f", "float8") with { Training = new TrainingDefinition { ProblemType = "REGRESSION" } });

        Assert.Equal("REGRESSION", Models.Activate(version).Definition.Training!.ProblemType);
        Refused(ErrorConditions.FunctionExists, () => Models.Begin(new NewVersion(Name("n"), "ann", CreateMode.Create, Definition("f", "float8"))));
        Models.Begin(new NewVersion(Name("n"), "ann", CreateMode.Create, Definition("f", "int4")));
    }

    [CatalogFact]
    public void An_earlier_version_can_serve_again()
    {
        MakeReady("m", function: "f");
        MakeReady("m", CreateMode.OrReplace, "g");
        Models.Fail(Begin("m", CreateMode.OrReplace), "no rows");

        var model = Models.UseVersion(Name("m"), 1, "ann");
        Assert.Equal(1, model.CurrentVersion);
        Assert.Equal("f", model.Definition.Function!.Name);
        Assert.Equal([VersionState.Ready, VersionState.Retired, VersionState.Failed], Models.Versions(model.Id).Select(v => v.State));

        var refusal = Refused(ErrorConditions.UnknownVersion, () => Models.UseVersion(Name("m"), 3, "ann"));
        Assert.Contains("1, 2", refusal.Hint, StringComparison.Ordinal);
    }

    [CatalogFact]
    public void A_dropped_model_stops_its_training()
    {
        var version = Begin("m");
        Models.Drop(Name("m"), "ann");

        Assert.False(Models.RenewLease(version));
        Refused(ErrorConditions.UnknownModel, () => Models.Complete(version, Artifact, []));
        Models.Fail(version, "cancelled");
        Models.Abandon(version);
        Assert.Null(Models.FindVersion(version));
    }

    public sealed class OnSqlite() : LifeCycleTests(new SqlitePlace());

    [Collection(OnPostgreSql.Name)]
    public sealed class OnPostgres(PostgresCatalogs server) : LifeCycleTests(server.NewPlace());

    [Collection(OnSqlServer.Name)]
    public sealed class InSqlServer() : LifeCycleTests(SqlServerCatalogs.NewPlace());
}
