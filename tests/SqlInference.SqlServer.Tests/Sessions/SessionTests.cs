using SqlInference.Catalog;
using SqlInference.Engines.SqlServer;
using SqlInference.Errors;
using SqlInference.Language;
using SqlInference.Service.Sessions;
using SqlInference.Service.SqlServer;
using SqlInference.SqlServer.Tests.Tds;

namespace SqlInference.SqlServer.Tests.Sessions;

/// <summary>Scripts in a session of SQL Server: what goes to its server, and what to a real service.</summary>
public sealed class SessionTests : IAsyncLifetime, IDisposable
{
    readonly TextOutput _output = new();
    readonly List<string> _notices = [];
    readonly Dictionary<string, TdsAnswer> _answers = new()
    {
        ["SELECT SCHEMA_NAME()"] = TdsAnswer.Value("dbo"),
        ["SELECT @@TRANCOUNT"] = TdsAnswer.Value(0),
        ["SELECT OBJECT_ID(N'sqlinference.define_function', N'P')"] = TdsAnswer.Value(4711),
    };

    readonly TdsPeer _peer;
    ServicePlace _service = null!;
    SqlServerSession _session = null!;

    public SessionTests() => _peer = new(batch => _answers.GetValueOrDefault(batch) ?? TdsAnswer.Nothing);

    public async Task InitializeAsync()
    {
        _service = await ServicePlace.StartAsync();
        _session = SqlServerSession.Open(SqlServerAddress.TryParseUrl(_peer.Url)!, _service.Client(), _notices.Add);
    }

    public async Task DisposeAsync()
    {
        _session.Dispose();
        await _service.DisposeAsync();
    }

    public void Dispose() => _peer.Dispose();

    static string FromFile(string model) => $"CREATE MODEL {model} FROM '{ServicePlace.Onnx("linear")}' FUNCTION {model}(real, real, real) RETURNS real";

    ModelRecord? Model(string name) => _service.Service.Catalog.Models.Find(new("shop", "dbo", name));

    void Run(string script)
    {
        foreach (var statement in ScriptSplitter.Split(script, SqlDialect.SqlServer))
            _session.Run(script, statement, _output, CancellationToken.None);
    }

    /// <summary>What was sent besides the questions that a session asks of itself.</summary>
    string[] Sent => [.. _peer.Batches.Where(batch => !_answers.ContainsKey(batch) || batch.StartsWith("SELECT n", StringComparison.Ordinal))];

    [Fact]
    public void Batches_go_to_the_server_as_they_stand()
    {
        _answers["DECLARE @x int = 1; SELECT n FROM [t;1];"] = new TdsAnswer().Rows(["n"], [1], [2]).End();
        Run("DECLARE @x int = 1; SELECT n FROM [t;1];\nGO\nPRINT 'it''s';\nGO");
        Assert.Equal(["1", "2"], _output.Lines);
        Assert.Equal(["DECLARE @x int = 1; SELECT n FROM [t;1];", "PRINT 'it''s';"], _peer.Batches);
    }

    [Fact]
    public void A_model_is_made_by_the_service_and_its_functions_in_one_transaction_of_the_session()
    {
        Run($"{FromFile("m")};");
        Assert.Equal(1, Model("m")!.CurrentVersion);
        Assert.Equal(["BEGIN TRANSACTION", Assert.Single(Sent, batch => batch.StartsWith("EXEC sqlinference.define_function @schema = N'dbo', @name = N'm'", StringComparison.Ordinal)), "COMMIT TRANSACTION"], Sent);
        Run("SHOW MODEL ALL; DROP MODEL M;");
        Assert.Equal(["CREATE MODEL", "dbo|m", "DROP MODEL"], _output.Lines);
        Assert.Equal("EXEC sqlinference.drop_function @schema = N'dbo', @name = N'm';", Sent[^2]);
        Assert.Null(Model("m"));
    }

    [Fact]
    public void A_transaction_of_the_script_holds_the_definitions()
    {
        _answers["SELECT @@TRANCOUNT"] = TdsAnswer.Value(1);
        Run($"{FromFile("m")};");
        Assert.StartsWith("EXEC sqlinference.define_function", Assert.Single(Sent), StringComparison.Ordinal);
    }

    [Fact]
    public void Definitions_that_fail_are_rolled_back_and_the_model_says_why()
    {
        using var failing = new TdsPeer(batch => batch.StartsWith("EXEC", StringComparison.Ordinal) ? TdsAnswer.Error(2714, "There is already an object named 'm' in the database.") : _answers.GetValueOrDefault(batch) ?? TdsAnswer.Nothing);
        using var session = SqlServerSession.Open(SqlServerAddress.TryParseUrl(failing.Url)!, _service.Client(), _notices.Add);
        var script = FromFile("m");
        var error = Assert.Throws<SqlServerException>(() => session.Run(script, ScriptSplitter.Split(script, SqlDialect.SqlServer).Single(), _output, CancellationToken.None));
        Assert.Equal("There is already an object named 'm' in the database (2714)", error.Message);
        Assert.Equal("IF @@TRANCOUNT > 0 ROLLBACK TRANSACTION", failing.Batches[^1]);
        Assert.Equal((ModelState.Failed, "The session could not do its part: There is already an object named 'm' in the database (2714)"), (Model("m")!.State, Model("m")!.FailureReason));
    }

    [Fact]
    public void A_model_is_trained_from_the_rows_that_the_session_reads()
    {
        _answers["SELECT n, kind FROM dbo.t"] = new TdsAnswer().Rows(["n", "kind"], [.. Enumerable.Range(0, 6000).Select(i => new object?[] { i % 7 == 0 ? null : i % 50 / 2.0, i % 50 < 25 ? "low" : "high" })]).End();
        Run("CREATE MODEL c FROM (SELECT n, kind FROM dbo.t) TARGET kind FUNCTION c AUTO OFF MODEL_TYPE LINEAR_LEARNER PROBLEM_TYPE BINARY_CLASSIFICATION OBJECTIVE 'accuracy';");
        _session.Finish(_output, CancellationToken.None);
        Assert.Equal(ModelState.Ready, Model("c")!.State);
        Assert.Equal(["CREATE MODEL"], _output.Lines);
        Assert.Contains(Sent, batch => batch.Contains("@name = N'c_prob'", StringComparison.Ordinal));
        Run("SHOW MODEL c;");
        Assert.Contains("Function Parameter Types|float8", _output.Lines);
    }

    [Fact]
    public void A_training_query_that_fails_leaves_its_reason_with_the_model()
    {
        _answers["SELECT n FROM missing"] = TdsAnswer.Error(208, "Invalid object name 'missing'.");
        var error = Assert.Throws<SqlServerException>(() => Run("CREATE MODEL f FROM (SELECT n FROM missing) FUNCTION f MODEL_TYPE RANDOM_CUT_FOREST;"));
        Assert.Equal("Invalid object name 'missing' (208)", error.Message);
        Assert.Equal("The session could not do its part: Invalid object name 'missing' (208)", Model("f")!.FailureReason);
    }

    [Fact]
    public void Functions_of_one_statement_are_rolled_back_with_it()
    {
        Run($"{FromFile("m")}; CREATE ENDPOINT 'e' FOR MODEL m;");
        var before = Sent.Length;
        Run("USING FUNCTION f(a REAL, b REAL, c REAL) RETURNS REAL SAGEMAKER 'e' SELECT f(1, 2, 3) AS x;");
        var sent = Sent[before..];
        Assert.Equal(4, sent.Length);
        Assert.Equal(("BEGIN TRANSACTION", "IF @@TRANCOUNT > 0 ROLLBACK TRANSACTION"), (sent[0], sent[3]));
        Assert.Matches(@"^SELECT \[dbo\]\.\[using_[0-9a-f_]+\]\(1, 2, 3\) AS x$", sent[2]);
    }

    [Fact]
    public void A_database_without_our_procedures_gets_no_functions_and_is_told_so()
    {
        _answers["SELECT OBJECT_ID(N'sqlinference.define_function', N'P')"] = TdsAnswer.Value(null);
        Run($"{FromFile("m")};");
        Assert.Equal(1, Model("m")!.CurrentVersion);
        Assert.Empty(Sent);
        Assert.Equal("Database shop has no procedure sqlinference.define_function: the service serves the model, and no function was made. deploy-scripts/install-sqlserver.sh installs it.", Assert.Single(_notices));
    }

    [Fact]
    public void Errors_of_the_service_are_the_sessions()
    {
        var error = Assert.Throws<SqlInferenceException>(() => Run("SHOW MODEL missing;"));
        Assert.Equal((ErrorConditions.UnknownModel, "There is no model dbo.missing in database shop."), (error.Condition, error.Message));
    }

    [Fact]
    public void A_session_that_waits_for_each_model_answers_when_it_is_trained()
    {
        _session.Wait = TrainingWait.Always;
        _answers["SELECT n FROM dbo.t"] = new TdsAnswer().Rows(["n"], [.. Enumerable.Range(0, 500).Select(i => new object?[] { i * 7919 % 1000 })]).End();
        Run("CREATE MODEL f FROM (SELECT n FROM dbo.t) FUNCTION f MODEL_TYPE RANDOM_CUT_FOREST;");
        Assert.Equal(ModelState.Ready, Model("f")!.State);
    }
}
