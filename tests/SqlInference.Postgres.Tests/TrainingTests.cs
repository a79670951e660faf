using Npgsql;
using SqlInference.Catalog;
using SqlInference.Postgres.Tests.Support;
using SqlInference.TestKit;

namespace SqlInference.Postgres.Tests;

/// <summary>Models that a real service trains while the sessions of a real server go on.</summary>
[Collection(OnePostgres.Name)]
public sealed class TrainingTests(PostgresFixture postgres) : IAsyncLifetime
{
    const string Create = "SELECT sqlinference.run('CREATE MODEL m FROM (SELECT x, y FROM t) TARGET y FUNCTION f MODEL_TYPE LINEAR_LEARNER')";
    const string Answer = "SELECT round(f(10))";
    const string Functions = "SELECT count(*) FROM pg_proc WHERE proname IN ('f', 'f_explain')";

    ServicePlace _service = null!;
    string _database = null!;
    NpgsqlConnection _connection = null!;

    public async Task InitializeAsync()
    {
        if (postgres.Cluster is null)
            return;
        _service = await new ServicePlace().StartAsync();
        _database = await postgres.Cluster.CreateDatabaseAsync(_service.Address);
        _connection = await postgres.Cluster.OpenAsync(_database);
        await _connection.RunAsync("CREATE TABLE t AS SELECT i % 60 AS x, 2.0::float8 * (i % 60) AS y FROM generate_series(1, 300) AS i");
    }

    public async Task DisposeAsync()
    {
        if (postgres.Cluster is null)
            return;
        await _connection.DisposeAsync();
        await _service.DisposeAsync();
    }

    ModelRecord? Model => _service.Service.Catalog.Models.Find(new(_database, "public", "m"));

    Task<string?> ShownAsync(string key) => _connection.AskAsync($"SELECT \"Value\" FROM sqlinference.show_model('m') WHERE \"Key\" = '{key}'");

    /// <summary>Runs statements, the last of which begins to train the model, and holds the training up.</summary>
    async Task BeginAsync(string sql = Create)
    {
        _service.Gate.Close();
        await _connection.RunAsync(sql);
        _service.Gate.Arrived();
    }

    async Task EndAsync()
    {
        var ended = _service.Service.Trainings.EndOf(new(Model!.Id, 1))!;
        _service.Gate.Open();
        await ended;
    }

    async Task AssertNotReadyAsync(string message)
    {
        var error = await _connection.FailAsync(Answer);
        Assert.Equal(("SI103", message), (error.SqlState, error.MessageText));
    }

    [PostgresFact]
    public async Task CREATE_MODEL_returns_when_the_rows_are_in_and_its_functions_answer_when_it_is_trained()
    {
        await BeginAsync();
        Assert.Equal(("TRAINING", "0%", "training"), (await ShownAsync("Model State"), await ShownAsync("Training Progress"), await ShownAsync("Training Phase")));
        Assert.Equal("2", await _connection.AskAsync(Functions));
        var error = await _connection.FailAsync(Answer);
        Assert.Equal(("SI103", "Model public.m is TRAINING (0%).", "Try again when SHOW MODEL public.m says READY."), (error.SqlState, error.MessageText, error.Hint));

        await EndAsync();
        Assert.Equal("READY", await ShownAsync("Model State"));
        Assert.Equal("20", await _connection.AskAsync(Answer));
        Assert.Equal("t", await _connection.AskAsync("SELECT f_explain(10)::jsonb ? 'shap_values'"));
    }

    [PostgresFact]
    public async Task A_model_that_is_trained_before_its_transaction_ends_waits_for_that()
    {
        await BeginAsync("BEGIN; " + Create);
        await EndAsync();
        Assert.Equal(ModelState.Training, Model!.State);
        // Who made it may ask it already.
        Assert.Equal("20", await _connection.AskAsync(Answer));
        await _connection.RunAsync("COMMIT");
        Assert.Equal(ModelState.Ready, Model!.State);
        Assert.Equal("20", await _connection.AskAsync(Answer));
    }

    [PostgresFact]
    public async Task Rolling_back_ends_the_training()
    {
        await BeginAsync("BEGIN; " + Create);
        await _connection.RunAsync("ROLLBACK");
        Assert.Null(Model);
        _service.Gate.Open();
        Assert.Equal("0", await _connection.AskAsync(Functions));
        await _connection.RunAsync("SET sqlinference.wait_for_training = on; " + Create);
        Assert.Equal("20", await _connection.AskAsync(Answer));
    }

    [PostgresFact]
    public async Task DROP_MODEL_ends_the_training_and_leaves_nothing()
    {
        await BeginAsync();
        var version = new VersionKey(Model!.Id, 1);
        await _connection.RunAsync("SELECT sqlinference.run('DROP MODEL m')");
        Assert.Null(Model);
        Assert.Equal("0", await _connection.AskAsync(Functions));
        var ended = _service.Service.Trainings.EndOf(version) ?? Task.CompletedTask;
        _service.Gate.Open();
        await ended;
        Assert.Null(Model);
        Assert.Empty(_service.Service.Artifacts.List());
    }

    [PostgresFact]
    public async Task GRANT_and_RENAME_reach_a_model_in_training()
    {
        await _connection.RunAsync("DROP ROLE IF EXISTS training_reader; CREATE ROLE training_reader LOGIN");
        await BeginAsync();
        await _connection.RunAsync("SELECT sqlinference.run('GRANT EXECUTE ON MODEL m TO training_reader')");
        await _connection.RunAsync("SELECT sqlinference.run('ALTER MODEL m RENAME TO n')");
        var ended = _service.Service.Trainings.EndOf(new(_service.Service.Catalog.Models.Get(new(_database, "public", "n")).Id, 1))!;
        _service.Gate.Open();
        await ended;
        await using var reader = await postgres.Cluster.OpenAsync(_database, "training_reader");
        Assert.Equal("20", await reader.AskAsync(Answer));
    }

    [PostgresFact]
    public async Task What_fails_while_it_is_trained_says_why()
    {
        await _connection.RunAsync("SELECT sqlinference.run('CREATE MODEL m FROM (SELECT x, mod(x, 3) AS y FROM t) TARGET y FUNCTION f AUTO OFF MODEL_TYPE XGBOOST "
            + "OBJECTIVE ''multi:softmax'' HYPERPARAMETERS DEFAULT EXCEPT (num_class ''2'')')");
        await (_service.Service.Trainings.EndOf(new(Model!.Id, 1)) ?? Task.CompletedTask);
        Assert.Equal(("FAILED", "Hyperparameter num_class is 2, but the target has 3 classes."), (await ShownAsync("Model State"), await ShownAsync("Failure Reason")));
        await AssertNotReadyAsync("Model public.m is FAILED: Hyperparameter num_class is 2, but the target has 3 classes.");
        await _connection.RunAsync("SET sqlinference.wait_for_training = on; " + Create.Replace("CREATE MODEL", "CREATE OR REPLACE MODEL", StringComparison.Ordinal));
        Assert.Equal("20", await _connection.AskAsync(Answer));
    }

    [PostgresFact]
    public async Task A_service_that_stops_leaves_the_model_failed()
    {
        await BeginAsync();
        await _service.StopWhileTrainingAsync();
        await _service.StartAsync();
        await AssertNotReadyAsync("Model public.m is FAILED: interrupted: the service stopped before model public.m was trained; run CREATE MODEL again");
    }

    [PostgresFact]
    public async Task The_old_version_serves_while_CREATE_OR_REPLACE_waits_for_the_new_one()
    {
        await _connection.RunAsync("SET sqlinference.wait_for_training = on; " + Create);
        await _connection.RunAsync("RESET sqlinference.wait_for_training");
        _service.Gate.Close();
        var replacing = _connection.RunAsync(Create.Replace("CREATE MODEL", "CREATE OR REPLACE MODEL", StringComparison.Ordinal).Replace("x, y", "x, -y AS y", StringComparison.Ordinal));
        _service.Gate.Arrived();
        await using (var other = await postgres.Cluster.OpenAsync(_database))
            Assert.Equal("20", await other.AskAsync(Answer));
        _service.Gate.Open();
        await replacing;
        Assert.Equal("-20", await _connection.AskAsync(Answer));
    }

    [PostgresFact]
    public async Task The_command_waits_where_a_statement_needs_the_model()
    {
        using var session = new ScriptSession(postgres.Cluster.ConnectionString(_database));
        _service.Gate.Close();
        session.Run(Create["SELECT sqlinference.run('".Length..^2]);
        Assert.Equal("CREATE MODEL", session.Tag);
        _service.Gate.Arrived();
        Assert.Equal("300", session.Ask("SELECT count(*) FROM t"));
        var asking = Task.Run(() => session.Ask(Answer));
        _service.Gate.Open();
        Assert.Equal("20", await asking);
    }

    [PostgresFact]
    public void In_a_transaction_the_command_waits_at_once()
    {
        using var session = new ScriptSession(postgres.Cluster.ConnectionString(_database));
        session.Run("BEGIN; " + Create["SELECT sqlinference.run('".Length..^2]);
        Assert.Equal("20", session.Ask(Answer));
        session.Run("ROLLBACK");
        Assert.Null(Model);
    }
}
