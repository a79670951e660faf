using SqlInference.Errors;

namespace SqlInference.Catalog.Tests;

/// <summary>Statements between their two halves.</summary>
public abstract class PendingTests(CatalogPlace place) : CatalogFixture(place)
{
    static readonly TimeSpan Day = TimeSpan.FromHours(24);

    static ProcessIdentity Dead { get; } = ProcessIdentity.Current with { Started = $"{ProcessIdentity.Current.Started}0" };

    static PendingStatement Statement(string id, VersionKey? version = null) => new()
    {
        Id = id,
        Database = "local",
        Actor = new("ann", ["analysts"], ["staff"]),
        Transaction = "7.1",
        Version = version,
        Lease = Day,
        Document = new()
        {
            Statement = "DROP MODEL m",
            Tag = "DROP MODEL",
            Engine = "postgresql",
            SearchPath = ["public"],
            Roles = ["analysts"],
            Groups = ["staff"],
            Functions = ["SELECT 1"],
            Notices = ["nothing done"],
        },
    };

    static VersionKey Complete(CatalogDatabase catalog, string name = "m")
    {
        var version = catalog.Models.Begin(new NewVersion(Name(name), "ann", CreateMode.Create, Definition(name)))!.Key;
        catalog.Models.Complete(version, Artifact, []);
        catalog.Pending.Add(Statement(name, version));
        return version;
    }

    ModelState StateOf(string name) => Models.Get(Name(name)).State;

    [CatalogFact]
    public void A_statement_is_found_as_it_was_added()
    {
        Catalog.Pending.Add(Statement("s"));

        Assert.Equivalent(Statement("s"), Catalog.Pending.Find("s"), strict: true);
        Assert.Null(Catalog.Pending.Find("other"));
        Assert.Equal((1, 0), (Catalog.Pending.Count("local", "ann"), Catalog.Pending.Count("local", "bob")));
    }

    [CatalogFact]
    public void A_version_that_waits_outlives_the_process_that_made_it()
    {
        using (var dying = OpenAs(Dead))
            Complete(dying);
        Clock.Advance(Day - TimeSpan.FromHours(1));

        using var next = OpenCatalog();
        Assert.Empty(next.Reconcile().Interrupted);
        Assert.Equal(PendingState.Confirmed, next.Pending.Confirm("m", _ => throw new InvalidOperationException("there is a version"))!.State);
        Assert.Equal(ModelState.Ready, StateOf("m"));
    }

    [CatalogFact]
    public void A_version_whose_lease_is_over_goes_and_takes_the_model_along_that_has_no_other()
    {
        Complete(Catalog);
        Catalog.Pending.Renew("m");
        Clock.Advance(Day);
        Assert.Equal(PendingState.TakenBack, Catalog.Pending.Find("m")!.State);
        Assert.NotNull(Models.Find(Name("m")));

        Catalog.Reconcile();
        Assert.Null(Models.Find(Name("m")));
        Assert.Equal(PendingState.TakenBack, Catalog.Pending.Confirm("m", static _ => { })!.State);
        Clock.Advance(Day);
        Catalog.Pending.Sweep();
        Assert.Null(Catalog.Pending.Find("m"));
    }

    [CatalogFact]
    public void A_sign_of_the_session_makes_the_lease_begin_anew()
    {
        Complete(Catalog);
        Clock.Advance(Day - TimeSpan.FromHours(1));
        Catalog.Pending.Renew("m");
        Clock.Advance(Day - TimeSpan.FromHours(1));
        Catalog.Reconcile();

        Assert.Equal(PendingState.Awaiting, Catalog.Pending.Find("m")!.State);
    }

    [CatalogFact]
    public void Its_maker_renews_the_lease_of_a_version_no_more()
    {
        var version = Complete(Catalog);

        Assert.False(Models.RenewLease(version));
        Clock.Advance(TimeSpan.FromHours(1));
        Catalog.Reconcile();
        Assert.NotNull(Models.Find(Name("m")));
    }

    [CatalogFact]
    public void What_a_statement_does_and_that_it_is_confirmed_are_one_change()
    {
        MakeReady("m");
        MakeReady("n");
        Catalog.Pending.Add(Statement("s"));

        Refused(ErrorConditions.UnknownModel, () => Catalog.Pending.Confirm("s", _ =>
        {
            Models.Drop(Name("m"), "ann");
            Assert.Null(Models.Find(Name("m")));
            Models.Drop(Name("absent"), "ann");
        }));
        Assert.NotNull(Models.Find(Name("m")));
        Assert.Equal(PendingState.Awaiting, Catalog.Pending.Find("s")!.State);

        var times = 0;
        for (var i = 0; i < 2; i++)
        {
            Catalog.Pending.Confirm("s", _ =>
            {
                times++;
                Models.Drop(Name("m"), "ann");
            });
        }

        Assert.Equal((1, null), (times, Models.Find(Name("m"))));
        Catalog.Pending.TakeBack("s");
        Catalog.Pending.Fail("s", new("SI301", "too late", null));
        Assert.Equal(PendingState.Confirmed, Catalog.Pending.Find("s")!.State);
    }

    [CatalogFact]
    public void A_rehearsal_finds_what_is_wrong_and_leaves_no_trace()
    {
        MakeReady("m");
        var stamp = Catalog.Changes.Stamp;

        Catalog.Pending.Rehearse(() => Models.Drop(Name("m"), "ann"));
        Refused(ErrorConditions.UnknownModel, () => Catalog.Pending.Rehearse(() => Models.Drop(Name("absent"), "ann")));

        Assert.NotNull(Models.Find(Name("m")));
        Assert.Equal(stamp, Catalog.Changes.Stamp);
    }

    [CatalogFact]
    public void One_of_many_who_confirm_does_it()
    {
        var version = Complete(Catalog);
        using var other = OpenCatalog();

        var states = Enumerable.Range(0, 8).AsParallel().Select(i => (i % 2 == 0 ? Catalog : other).Pending.Confirm("m", static _ => { })!.State).ToArray();

        Assert.All(states, state => Assert.Equal(PendingState.Confirmed, state));
        Assert.Equal(version.Number, Models.Get(Name("m")).CurrentVersion);
    }

    [CatalogFact]
    public void The_statement_that_a_model_waits_for_is_named()
    {
        Complete(Catalog);

        var exception = Assert.Throws<VersionPendingException>(() => Begin("m", CreateMode.OrReplace));
        Assert.Equal(("m", "Version 1 of model public.m waits for the transaction that made it."), (exception.Run, exception.Message));
        Assert.Equal("m", Catalog.Pending.FindFor(Models.Get(Name("m")).Id)!.Id);

        Catalog.Pending.Fail("m", new("SI301", "the function was refused", "Mend that."));
        Assert.Equal((ModelState.Failed, "the function was refused"), (StateOf("m"), Models.Get(Name("m")).FailureReason));
        Assert.Equal(new PendingFailure("SI301", "the function was refused", "Mend that."), Catalog.Pending.Find("m")!.Failure);
        Begin("m");
    }

    [CatalogFact]
    public void A_transaction_sees_the_versions_that_it_made()
    {
        var version = Complete(Catalog);

        Assert.Equal(version, Assert.Single(Models.Unconfirmed("local", "7.1")).Key);
        Assert.Empty(Models.Unconfirmed("local", "7.2"));
        Assert.Empty(Models.Unconfirmed("other", "7.1"));
        Catalog.Pending.Confirm("m", static _ => { });
        Assert.Empty(Models.Unconfirmed("local", "7.1"));
    }

    static VersionKey Train(CatalogDatabase catalog)
    {
        var version = catalog.Models.Begin(new NewVersion(Name("m"), "ann", CreateMode.Create, Definition("m")))!.Key;
        catalog.Models.StartTraining(version, "m-1");
        catalog.Models.Settle(version, Definition("m") with { Foreseen = "{}" });
        catalog.Pending.Add(Statement("m", version));
        return version;
    }

    [CatalogFact]
    public void A_version_that_is_confirmed_while_it_is_trained_serves_once_it_is_complete()
    {
        var version = Train(Catalog);
        Assert.Equal(PendingState.Confirmed, Catalog.Pending.Confirm("m", static _ => { })!.State);
        Assert.Equal(ModelState.Training, StateOf("m"));
        Assert.Equal(version, Assert.Single(Models.Unconfirmed("local", "any")).Key);
        Assert.True(Models.RenewLease(version));

        Models.Complete(version, Artifact, []);
        Assert.Equal(ModelState.Ready, StateOf("m"));
        Assert.Empty(Models.Unconfirmed("local", "any"));
        Assert.Equal(PendingState.Confirmed, Catalog.Pending.Confirm("m", static _ => { })!.State);
    }

    [CatalogFact]
    public void A_version_that_is_complete_before_it_is_confirmed_is_no_process_s()
    {
        using (var dying = OpenAs(Dead))
            dying.Models.Complete(Train(dying), Artifact, []);
        using var next = OpenCatalog();
        Assert.Equal(ModelState.Training, StateOf("m"));
        next.Pending.Confirm("m", static _ => { });
        Assert.Equal(ModelState.Ready, StateOf("m"));
    }

    [CatalogFact]
    public void Taking_a_statement_back_ends_what_is_trained()
    {
        var version = Train(Catalog);
        Catalog.Pending.TakeBack("m");
        Assert.Null(Models.Find(Name("m")));
        Assert.False(Models.RenewLease(version));
    }

    [CatalogTheory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_process_that_dies_while_it_trains_leaves_the_model_failed(bool confirmed)
    {
        using (var dying = OpenAs(Dead))
        {
            Train(dying);
            if (confirmed)
                dying.Pending.Confirm("m", static _ => { });
        }

        using var next = OpenCatalog();
        Assert.Equal(ModelState.Failed, StateOf("m"));
        Assert.Equal($"interrupted: the process {Dead} ended before it was complete; run CREATE MODEL again", Models.Get(Name("m")).FailureReason);
        if (!confirmed)
            Assert.Equal(ErrorConditions.ModelNotReady, Assert.Throws<SqlInferenceException>(() => next.Pending.Confirm("m", static _ => { })).Condition);
    }

    [CatalogFact]
    public void A_session_s_signs_of_life_are_not_those_of_the_process_that_trains()
    {
        var version = Train(Catalog);
        var lease = Models.FindVersion(version)!.LeaseUntil;
        Catalog.Pending.Renew("m");
        Assert.Equal(lease, Models.FindVersion(version)!.LeaseUntil);
    }

    public sealed class OnSqlite() : PendingTests(new SqlitePlace());

    [Collection(OnPostgreSql.Name)]
    public sealed class OnPostgres(PostgresCatalogs server) : PendingTests(server.NewPlace());

    [Collection(OnSqlServer.Name)]
    public sealed class InSqlServer() : PendingTests(SqlServerCatalogs.NewPlace());
}
