namespace SqlInference.Catalog.Tests;

public abstract class ReconcileTests(CatalogPlace place) : CatalogFixture(place)
{
    static ProcessIdentity Dead { get; } = ProcessIdentity.Current with { Started = $"{ProcessIdentity.Current.Started}0" };

    static ProcessIdentity Elsewhere { get; } = new("another-host", 1, "yesterday");

    [CatalogFact]
    public void This_process_lives_and_an_earlier_holder_of_its_number_does_not()
    {
        Assert.False(ProcessIdentity.Current.IsKnownToBeGone());
        Assert.True(Dead.IsKnownToBeGone());
        Assert.True((ProcessIdentity.Current with { ProcessId = int.MaxValue }).IsKnownToBeGone());
        Assert.False(Elsewhere.IsKnownToBeGone());
        Assert.False((ProcessIdentity.Current with { Started = "another-machine-of-this-name:1" }).IsKnownToBeGone());
    }

    [CatalogFact]
    public void What_a_dead_process_was_making_is_failed_on_opening()
    {
        using (var dying = OpenAs(Dead))
        {
            dying.Models.Begin(new NewVersion(Name("m"), "ann", CreateMode.Create, Definition()));
        }

        using var next = OpenCatalog();
        var model = next.Models.Get(Name("m"));
        Assert.Equal(ModelState.Failed, model.State);
        Assert.StartsWith($"interrupted: the process {Dead} ended before it was complete", model.FailureReason, StringComparison.Ordinal);
    }

    [CatalogFact]
    public void What_another_host_is_making_lives_as_long_as_its_lease()
    {
        using var other = OpenAs(Elsewhere);
        var version = other.Models.Begin(new NewVersion(Name("m"), "ann", CreateMode.Create, Definition()))!.Key;

        Clock.Advance(TimeSpan.FromSeconds(100));
        Assert.Empty(Catalog.Reconcile().Interrupted);
        Assert.True(other.Models.RenewLease(version));
        Clock.Advance(TimeSpan.FromSeconds(100));
        Assert.Empty(Catalog.Reconcile().Interrupted);
        Clock.Advance(TimeSpan.FromSeconds(20));
        Assert.Equal([version], Catalog.Reconcile().Interrupted);

        Assert.False(other.Models.RenewLease(version));
        Assert.Contains("gave no sign", Models.Get(Name("m")).FailureReason, StringComparison.Ordinal);
    }

    [CatalogFact]
    public void What_this_process_is_making_it_ends_itself_unless_the_model_is_wanted_anew()
    {
        var version = Begin("m");
        Clock.Advance(TimeSpan.FromMinutes(2));
        Assert.Empty(Catalog.Reconcile().Interrupted);
        Assert.Equal(VersionState.Pending, Models.FindVersion(version)!.State);

        Assert.Equal(2, Begin("m").Number);
        Assert.Equal(VersionState.Failed, Models.FindVersion(version)!.State);
    }

    [CatalogFact]
    public void A_clock_that_is_set_back_revives_nothing_that_was_given_up()
    {
        using var other = OpenAs(Elsewhere);
        var version = other.Models.Begin(new NewVersion(Name("m"), "ann", CreateMode.Create, Definition()))!.Key;
        Clock.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal([version], Catalog.Reconcile().Interrupted);

        Clock.Advance(TimeSpan.FromHours(-1));
        Assert.False(other.Models.RenewLease(version));
        Assert.Throws<SqlInference.Errors.SqlInferenceException>(() => other.Models.Complete(version, Artifact, []));
        Assert.Equal(ModelState.Failed, Models.Get(Name("m")).State);
        Assert.Empty(Catalog.Reconcile().Interrupted);
    }

    [CatalogFact]
    public void A_clock_that_is_set_back_keeps_the_living_and_does_not_make_anybody_wait_for_the_dead()
    {
        using var other = OpenAs(Elsewhere);
        var (lives, dies) = (Of("lives"), Of("dies"));
        Clock.Advance(TimeSpan.FromDays(-1));
        Assert.Empty(Catalog.Reconcile().Interrupted);

        Clock.Advance(TimeSpan.FromSeconds(100));
        Assert.True(other.Models.RenewLease(lives));
        Clock.Advance(TimeSpan.FromSeconds(100));
        Assert.Equal([dies], Catalog.Reconcile().Interrupted);
        Assert.NotNull(Models.FindVersion(lives)!.LeaseUntil);

        VersionKey Of(string name) => other.Models.Begin(new NewVersion(Name(name), "ann", CreateMode.Create, Definition(name)))!.Key;
    }

    [CatalogFact]
    public void An_interrupted_replacement_leaves_the_old_version_serving()
    {
        MakeReady("m", function: "f");
        using (var dying = OpenAs(Dead))
        {
            var version = dying.Models.Begin(new NewVersion(Name("m"), "ann", CreateMode.OrReplace, Definition("g")))!.Key;
            dying.Models.Complete(version, Artifact, []);
        }

        var interrupted = Assert.Single(Catalog.Reconcile().Interrupted);
        Assert.Equal((ModelState.Ready, 1), (Models.Get(Name("m")).State, Models.Get(Name("m")).CurrentVersion));
        Assert.Contains("before its function was in place", Models.FindVersion(interrupted)!.FailureReason, StringComparison.Ordinal);
        Assert.Empty(Models.FindByFunction("local", "public", "g"));
    }

    [CatalogFact]
    public void Nobody_waits_for_the_dead_to_create_a_model()
    {
        using (var dying = OpenAs(Dead))
        {
            dying.Models.Begin(new NewVersion(Name("m"), "ann", CreateMode.Create, Definition()));
        }

        Assert.Equal(ModelState.Ready, MakeReady("m").State);
    }

    [CatalogFact]
    public void Reconciling_twice_finds_nothing_the_second_time()
    {
        using (var dying = OpenAs(Dead))
        {
            dying.Models.Begin(new NewVersion(Name("m"), "ann", CreateMode.Create, Definition()));
        }

        Assert.Single(Catalog.Reconcile().Interrupted);
        Assert.Empty(Catalog.Reconcile().Interrupted);
    }

    public sealed class OnSqlite() : ReconcileTests(new SqlitePlace());

    [Collection(OnPostgreSql.Name)]
    public sealed class OnPostgres(PostgresCatalogs server) : ReconcileTests(server.NewPlace());

    [Collection(OnSqlServer.Name)]
    public sealed class InSqlServer() : ReconcileTests(SqlServerCatalogs.NewPlace());
}
