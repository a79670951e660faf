using SqlInference.Errors;

namespace SqlInference.Service.Tests;

public sealed class BadStatementTests : IDisposable
{
    readonly Workplace _work = new();

    public BadStatementTests() => _work.Run($"""
        CREATE MODEL m FROM '{Workplace.Onnx("one-column")}' FUNCTION f(a real) RETURNS real;
        CREATE ENDPOINT 'reviews' FOR MODEL m;
        CREATE TABLE t AS SELECT i AS x FROM range(100) r(i);
        """);

    public void Dispose() => _work.Dispose();

    static string OneColumn(string model, string function) =>
        $"CREATE MODEL {model} FROM '{Workplace.Onnx("one-column")}' FUNCTION {function} RETURNS real";

    [Theory]
    [InlineData("SHOW MODEL n", "public.n", "Did you mean public.m? ")]
    [InlineData("DROP MODEL main.m", "main.m", "Did you mean public.m? ")]
    [InlineData("ALTER MODEL revenue RENAME TO x", "public.revenue", "")]
    [InlineData("GRANT EXECUTE ON MODEL revenue TO ann", "public.revenue", "")]
    [InlineData("REVOKE EXECUTE ON MODEL revenue FROM ann", "public.revenue", "")]
    [InlineData("CREATE ENDPOINT 'x' FOR MODEL revenue", "public.revenue", "")]
    public void An_unknown_model_is_named(string statement, string name, string question) => _work.Refused(
        ErrorConditions.UnknownModel, statement, $"There is no model {name} in database local.", $"{question}SHOW MODEL ALL lists the models.");

    [Theory]
    [InlineData("CREATE MODEL x FUNCTION g(real) RETURNS real SAGEMAKER 'review'", "review", "Did you mean reviews? ")]
    [InlineData("SHOW ENDPOINT 'nope'", "nope", "")]
    [InlineData("DROP ENDPOINT 'nope'", "nope", "")]
    [InlineData("USING FUNCTION g(a real) RETURNS real SAGEMAKER 'nope' SELECT g(1)", "nope", "")]
    public void An_unknown_endpoint_is_named(string statement, string name, string question) => _work.Refused(
        ErrorConditions.UnknownEndpoint, statement, $"There is no endpoint '{name}' in the catalog.",
        $"{question}SHOW ENDPOINT ALL lists the endpoints; CREATE ENDPOINT makes one.");

    [Fact]
    public void What_exists_is_not_made_again()
    {
        _work.Refused(ErrorConditions.ModelExists, OneColumn("m", "g(a real)"), "There is a model public.m already.",
            "Use CREATE OR REPLACE MODEL to add a version, CREATE MODEL IF NOT EXISTS to leave it, or DROP MODEL first.");
        _work.Refused(ErrorConditions.EndpointExists, "CREATE ENDPOINT 'reviews' FOR MODEL m", "There is an endpoint 'reviews' already.",
            "CREATE OR REPLACE ENDPOINT changes it; DROP ENDPOINT removes it.");
        _work.Run(OneColumn("other", "g(a real)"));
        _work.Refused(ErrorConditions.ModelExists, "ALTER MODEL other RENAME TO m", "There is a model public.m already.",
            "Choose another name, or drop that model first.");
    }

    [Fact]
    public void A_function_of_another_model_is_not_taken_away()
    {
        const string Hint = "This engine tells functions of one name apart by the number of their parameters, not by their types: choose another FUNCTION name.";
        _work.Refused(ErrorConditions.FunctionExists, OneColumn("x", "f(b int)"),
            "Function f with 1 parameter exists already: f(REAL) of model public.m.", Hint);
        _work.Refused(ErrorConditions.FunctionExists, OneColumn("x", "\"F\"(b int)"),
            "Function f with 1 parameter exists already: f(REAL) of model public.m.", Hint);
        Assert.Equal("-1.0", _work.Run("SELECT f(1)").Single);
    }

    [Fact]
    public void A_macro_of_the_users_own_is_not_taken_away()
    {
        _work.Run("CREATE MACRO public.own(x) AS x + 1");
        _work.Refused(ErrorConditions.FunctionExists, OneColumn("x", "own(a real)"),
            "There is a macro \"public\".\"own\" already, which is not the function of a model.", "Choose another FUNCTION name, or drop the macro first.");
        Assert.Equal("3", _work.Run("SELECT own(2)").Single);
    }

    [Fact]
    public void A_schema_that_is_not_there_is_missed_before_any_work_is_done()
    {
        const string Message = "There is no schema sales for function f.";
        _work.Refused(ErrorConditions.DatabaseError, OneColumn("sales.x", "f(a real)"), Message, "CREATE SCHEMA \"sales\"; makes it.");
        _work.Refused(ErrorConditions.DatabaseError, "CREATE MODEL sales.x FROM (SELECT error('not to be run')) FUNCTION f(int) MODEL_TYPE RANDOM_CUT_FOREST",
            Message, "CREATE SCHEMA \"sales\"; makes it.");
        _work.Run("CREATE SCHEMA sales; " + OneColumn("sales.x", "f(a real)"));
        Assert.Equal("-1.0", _work.Run("SELECT sales.f(1)").Single);
    }

    [Fact]
    public void An_unknown_type_is_shown_in_its_place()
    {
        var exception = _work.Refused(ErrorConditions.UnknownType, "CREATE MODEL x FROM 'm.onnx' FUNCTION g(a reel) RETURNS real");
        Assert.StartsWith("Line 1, column 43: there is no type 'reel'.", exception.Message, StringComparison.Ordinal);
        Assert.StartsWith("Did you mean real?", exception.Hint, StringComparison.Ordinal);
    }

    [Fact]
    public void Clauses_may_stand_in_any_order_but_not_twice()
    {
        _work.Run($"CREATE MODEL x SETTINGS (CACHE OFF) RETURNS real FUNCTION g(a real) FROM '{Workplace.Onnx("one-column")}' IAM_ROLE default");
        Assert.Equal("-2.0", _work.Run("SELECT g(2)").Single);

        var twice = _work.Refused(ErrorConditions.DuplicateClause, "CREATE MODEL y FUNCTION h(real) FROM 'm.onnx' RETURNS real FUNCTION k(real)");
        Assert.StartsWith("Line 1, column 60: FUNCTION is given twice, the first time at line 1, column 16.", twice.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_script_cut_off_in_the_middle_of_a_string_runs_up_to_there()
    {
        var exception = Assert.ThrowsAny<SqlInferenceException>(() => _work.Run("CREATE TABLE before_it (i int); CREATE MODEL x FROM 'mod"));
        Assert.Equal(ErrorConditions.UnterminatedText, exception.Condition);
        Assert.StartsWith("Line 1, column 53: the string that begins here is not closed.", exception.Message, StringComparison.Ordinal);
        Assert.Empty(_work.Run("SELECT * FROM before_it").Rows);
        Assert.Null(_work.Models.Find(new("local", "public", "x")));
    }

    [Theory]
    [InlineData("\"it's \"\"quoted\"\"; -- really\"")]
    [InlineData("\"with blanks\"")]
    [InlineData("\"größe 数 😀\"")]
    public void Names_of_all_kinds_work_and_come_back(string name)
    {
        _work.Run(OneColumn(name, $"{name}(a real)"));
        _work.Reopen();
        Assert.Equal("-3.0", _work.Run($"SELECT {name}(3)").Single);
        Assert.Equal("READY", _work.Run($"SHOW MODEL {name}")["Model State"]);
        _work.Run($"DROP MODEL {name}");
        _work.Refused(ErrorConditions.DatabaseError, $"SELECT {name}(3)");
    }

    [Fact]
    public void Names_may_have_128_characters_and_no_more()
    {
        var longest = new string('n', 128);
        _work.Run(OneColumn(longest, $"{longest}(a real)"));
        Assert.Equal("-3.0", _work.Run($"SELECT {longest}(3)").Single);

        var exception = _work.Refused(ErrorConditions.NameTooLong, OneColumn(new string('n', 5000), "g(a real)"));
        Assert.Contains("128", exception.Message, StringComparison.Ordinal);
        Assert.True(exception.Message.Length < 400);
        _work.Refused(ErrorConditions.NameTooLong, OneColumn("x", $"{new string('n', 5000)}(a real)"));
        _work.Refused(ErrorConditions.NameTooLong, $"CREATE ENDPOINT '{new string('n', 5000)}' FOR MODEL m");
    }

    [Fact]
    public void Names_that_differ_only_in_case_are_one_name_as_in_the_database()
    {
        _work.Refused(ErrorConditions.ModelExists, OneColumn("\"M\"", "g(a real)"));
        Assert.Equal("READY", _work.Run("SHOW MODEL PUBLIC.\"M\"")["Model State"]);
        Assert.Equal("-1.0", _work.Run("SELECT Public.F(1)").Single);

        _work.Run($"CREATE SCHEMA Sales; SET search_path = 'SALES,public'; {OneColumn("Offers", "Best(a real)")}");
        _work.Reopen();
        Assert.Equal("-1.0", _work.Run("SELECT sales.best(1)").Single);
        Assert.Equal("sales", _work.Run("SHOW MODEL SALES.OFFERS")["Schema Name"]);
    }

    [Fact]
    public void A_model_of_another_database_is_not_looked_for_here()
    {
        foreach (var statement in new[] { OneColumn("sales.public.x", "g(a real)"), "SHOW MODEL sales.public.x", "DROP MODEL sales.public.x" })
        {
            _work.Refused(ErrorConditions.StatementNotSupported, statement,
                "Model sales.public.x is in database sales, but the session is connected to local.", "Leave the database out, or connect to sales.");
        }

        Assert.Equal("READY", _work.Run("SHOW MODEL local.public.m")["Model State"]);
    }

    [Fact]
    public void What_belongs_to_the_making_of_a_model_cannot_be_altered()
    {
        _work.Refused(ErrorConditions.InvalidClauseValue, "ALTER MODEL m SET (SEED 5)",
            "SEED belongs to the making of model public.m and cannot be changed afterwards.",
            "CREATE OR REPLACE MODEL makes a new version. ALTER MODEL … SET changes ON_ERROR, CSV_HEADER, MAX_BATCH_ROWS, MAX_CONCURRENCY, TIMEOUT_MS, CACHE, DEVICE, EVALUATOR.");
        _work.Refused(ErrorConditions.UnknownVersion, "ALTER MODEL m USE VERSION 4",
            "Model public.m has no version 4 that could serve.", "Versions that can serve: 1.");
        _work.Refused(ErrorConditions.ModelInUse, "DROP MODEL m",
            "Model public.m cannot be dropped: endpoint 'reviews' stands for it.", "DROP ENDPOINT 'reviews'; first.");
    }
}
