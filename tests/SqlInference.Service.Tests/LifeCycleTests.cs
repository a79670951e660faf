using SqlInference.Catalog;
using SqlInference.Errors;
using SqlInference.Language;

namespace SqlInference.Service.Tests;

public sealed class LifeCycleTests : IDisposable
{
    readonly Workplace _work = new();

    public void Dispose() => _work.Dispose();

    // Answers -a and a.
    static string Negative(string name, string create = "CREATE MODEL", string rest = "") => Create("one-column", name, create, rest);

    static string Same(string name, string create = "CREATE OR REPLACE MODEL", string rest = "") => Create("half-output", name, create, rest);

    static string Create(string file, string name, string create, string rest) =>
        $"{create} {name} FROM '{Workplace.Onnx(file)}' FUNCTION {name}(a real) RETURNS real {rest};";

    string? One(string query) => _work.Run(query).Single;

    string? Version(string model) => _work.Run($"SHOW MODEL {model}")["Version"];

    [Fact]
    public void Replacing_a_model_switches_its_function()
    {
        _work.Run(Negative("m"));
        _work.Run("CREATE VIEW v AS SELECT m(3) AS p");
        Assert.Equal("-3.0", One("SELECT p FROM v"));

        _work.Run(Same("m"));
        Assert.Equal(("3.0", "3.0", "2"), (One("SELECT m(3)"), One("SELECT p FROM v"), Version("m")));
        _work.Reopen();
        Assert.Equal(("3.0", "3.0", "2"), (One("SELECT m(3)"), One("SELECT p FROM v"), Version("m")));

        _work.Run("ALTER MODEL m USE VERSION 1");
        Assert.Equal(("-3.0", "-3.0", "1"), (One("SELECT m(3)"), One("SELECT p FROM v"), Version("m")));
        _work.Run("ALTER MODEL m USE VERSION 2");
        Assert.Equal("3.0", One("SELECT m(3)"));
    }

    [Fact]
    public void A_query_under_way_finishes_on_its_version()
    {
        _work.Run(Negative("m", rest: "SETTINGS (CACHE OFF)"));
        using var other = _work.Connect();
        var values = new List<string?>();
        var script = "SELECT m(i) FROM range(200000) r(i)";
        foreach (var statement in ScriptSplitter.Split(script, SqlDialect.Embedded))
        {
            other.Run(script, statement, new ReadingOutput(result =>
            {
                while (result.Read())
                {
                    if (values.Count == 0)
                        _work.Run(Same("m"));
                    values.Add(result.GetText(0, result.RowCount - 1));
                }
            }), CancellationToken.None);
        }

        Assert.Equal("3.0", One("SELECT m(3)"));
        Assert.All(values, value => Assert.StartsWith("-", value, StringComparison.Ordinal));
        Assert.Equal("-199999.0", values[^1]);
    }

    [Fact]
    public void A_replacement_may_have_another_function()
    {
        _work.Run(Negative("m"));
        _work.Run($"CREATE OR REPLACE MODEL m FROM '{Workplace.Onnx("linear")}' FUNCTION other(a real, b real, c real) RETURNS real");
        Assert.Equal("0.75", One("SELECT other(0, 0, 0)"));
        Assert.Equal(["public.other/3"], _work.Macros());
        _work.Run("ALTER MODEL m USE VERSION 1");
        Assert.Equal(["public.m/1"], _work.Macros());
        _work.Reopen();
        Assert.Equal(["public.m/1"], _work.Macros());
    }

    [Fact]
    public void Models_behind_endpoints_follow_their_target()
    {
        _work.Run($"""
            {Negative("m")}
            CREATE ENDPOINT 'e' FOR MODEL m;
            CREATE MODEL near FUNCTION near(real) RETURNS real SAGEMAKER 'e';
            CREATE ENDPOINT 'f' FOR MODEL near;
            CREATE MODEL far FUNCTION far(real) RETURNS varchar SAGEMAKER 'f';
            """);
        Assert.Equal(("-3.0", "-3"), (One("SELECT near(3)"), One("SELECT far(3)")));
        _work.Run(Same("m"));
        Assert.Equal(("3.0", "3"), (One("SELECT near(3)"), One("SELECT far(3)")));
        _work.Reopen();
        Assert.Equal(("3.0", "3"), (One("SELECT near(3)"), One("SELECT far(3)")));
    }

    [Fact]
    public void Models_that_would_call_themselves_are_refused()
    {
        _work.Run($"""
            {Negative("m")}
            CREATE ENDPOINT 'e' FOR MODEL m;
            CREATE MODEL near FUNCTION near(real) RETURNS real SAGEMAKER 'e';
            CREATE ENDPOINT 'f' FOR MODEL near;
            """);
        _work.Refused(ErrorConditions.InvalidClauseValue, "CREATE OR REPLACE MODEL m FUNCTION m(real) RETURNS real SAGEMAKER 'f'",
            "Model public.m would end up calling itself through endpoint 'f'.", "Name an endpoint that leads to another model.");
        _work.Refused(ErrorConditions.InvalidClauseValue, "CREATE OR REPLACE MODEL near FUNCTION near(real) RETURNS real SAGEMAKER 'f'");
        Assert.Equal("-3.0", One("SELECT near(3)"));
    }

    [Fact]
    public void A_model_whose_target_is_gone_says_so_and_keeps_nothing_else_from_working()
    {
        _work.Run($"""
            {Negative("m")} {Negative("other")}
            CREATE ENDPOINT 'e' FOR MODEL m;
            CREATE MODEL near FUNCTION near(real) RETURNS real SAGEMAKER 'e';
            DROP ENDPOINT 'e'; DROP MODEL m;
            """);
        const string Reason = "model public.near: The model behind endpoint 'e', which model public.near calls, has been dropped.";
        for (var i = 0; i < 2; i++, _work.Reopen())
        {
            Assert.Equal(Reason.Replace("model public.near: ", "", StringComparison.Ordinal), _work.Refused(ErrorConditions.EndpointFailed, "SELECT near(3)").Message);
            Assert.Equal("-3.0", One("SELECT other(3)"));
            Assert.Equal("e", _work.Run("SHOW MODEL near")["Endpoint"]);
        }

        _work.Run("CREATE ENDPOINT 'e' FOR MODEL other; CREATE OR REPLACE MODEL near FUNCTION near(real) RETURNS real SAGEMAKER 'e'");
        Assert.Equal("-3.0", One("SELECT near(3)"));
    }

    [Fact]
    public void A_model_whose_artifact_is_lost_says_so_and_keeps_nothing_else_from_working()
    {
        _work.Run(Negative("m") + Same("other", "CREATE MODEL"));
        var artifact = _work.Models.FindVersion(new(_work.Models.Get(new("local", "public", "m")).Id, 1))!.ArtifactId!;
        _work.Close();
        Directory.Delete(_work.Path($"artifacts/{artifact[..2]}/{artifact}"), recursive: true);
        _work.Open();

        Assert.Contains(artifact, _work.Refused(ErrorConditions.ModelFileMissing, "SELECT m(3)").Message, StringComparison.Ordinal);
        Assert.Equal("3.0", One("SELECT other(3)"));
        _work.Run(Negative("m", "CREATE OR REPLACE MODEL"));
        Assert.Equal("-3.0", One("SELECT m(3)"));
    }

    [Fact]
    public void If_not_exists_leaves_what_is_there()
    {
        _work.Run(Negative("m", "CREATE MODEL IF NOT EXISTS"));
        _work.Run(Same("m", "CREATE MODEL IF NOT EXISTS"));
        Assert.Equal("-3.0", One("SELECT m(3)"));
        Assert.Contains("Model public.m is there already: nothing done.", _work.Notices);
    }

    [Fact]
    public void A_dropped_model_takes_its_functions_along()
    {
        _work.Run($"CREATE MODEL c FROM '{Workplace.Onnx("classifier-int")}' FUNCTION c(a real, b real) RETURNS int");
        Assert.Equal(["public.c/2", "public.c_prob/2", "public.c_probabilities/2"], _work.Macros());
        _work.Run("DROP MODEL c");
        Assert.Empty(_work.Macros());
        _work.Reopen();
        Assert.Empty(_work.Macros());
        _work.Refused(ErrorConditions.DatabaseError, "SELECT c(1, 1)");
        _work.Run("DROP MODEL IF EXISTS c");
        Assert.Contains("There is no model public.c: nothing done.", _work.Notices);
    }

    [Fact]
    public void A_renamed_model_keeps_its_function_and_is_called_by_its_new_name()
    {
        _work.Run($"CREATE MODEL m FROM '{Workplace.Onnx("lookup")}' FUNCTION f(a int) RETURNS real; GRANT EXECUTE ON MODEL m TO ann; ALTER MODEL m RENAME TO n");
        Assert.Equal("1.5", One("SELECT f(1)"));
        Assert.StartsWith("Model 'public.n' failed", _work.Refused(ErrorConditions.ModelFailed, "SELECT f(7)").Message, StringComparison.Ordinal);
        _work.Refused(ErrorConditions.UnknownModel, "SHOW MODEL m");
        Assert.Equal("READY", Assert.Single(_work.RunAs("ann", "SHOW MODEL n").Rows, row => row[0] == "Model State")[1]);

        _work.Run($"CREATE OR REPLACE MODEL n FROM '{Workplace.Onnx("one-column")}' FUNCTION f(a real) RETURNS real");
        Assert.Equal("-1.0", One("SELECT f(1)"));
        _work.Run(Negative("m"));
        _work.Reopen();
        Assert.Equal("-1.0", One("SELECT f(1)"));
    }

    [Fact]
    public void Settings_change_what_the_function_does_and_last_until_the_model_is_replaced()
    {
        _work.Run($"CREATE MODEL m FROM '{Workplace.Onnx("lookup")}' FUNCTION f(a int) RETURNS real");
        _work.Refused(ErrorConditions.ModelFailed, "SELECT f(7)");
        _work.Run("ALTER MODEL m SET (ON_ERROR 'null')");
        Assert.Null(One("SELECT f(7)"));
        _work.Reopen();
        Assert.Null(One("SELECT f(7)"));

        _work.Run($"CREATE OR REPLACE MODEL m FROM '{Workplace.Onnx("lookup")}' FUNCTION f(a int) RETURNS real SETTINGS (MAX_BATCH_ROWS 10)");
        _work.Refused(ErrorConditions.ModelFailed, "SELECT f(7)");
        // What was altered holds for older versions too, before and after opening.
        _work.Run("ALTER MODEL m SET (ON_ERROR 'null'); ALTER MODEL m USE VERSION 1");
        Assert.Null(One("SELECT f(7)"));
        _work.Reopen();
        Assert.Null(One("SELECT f(7)"));
    }

    [Fact]
    public void A_caller_through_an_endpoint_has_settings_of_its_own()
    {
        _work.Run($"""
            CREATE MODEL m FROM '{Workplace.Onnx("lookup")}' FUNCTION f(a int) RETURNS real;
            CREATE ENDPOINT 'e' FOR MODEL m;
            CREATE MODEL mild FUNCTION mild(int) RETURNS real SAGEMAKER 'e' SETTINGS (ON_ERROR 'null');
            """);
        Assert.Null(One("SELECT mild(7)"));
        _work.Refused(ErrorConditions.ModelFailed, "SELECT f(7)");
    }

    [Fact]
    public void The_owner_can_be_changed()
    {
        _work.Run(Negative("m") + "ALTER MODEL m OWNER TO ann");
        Assert.Equal("ann", _work.Run("SHOW MODEL m")["Owner"]);
        _work.RunAs("ann", "ALTER MODEL m OWNER TO bob");
        var denied = Assert.Throws<SqlInferenceException>(() => _work.RunAs("ann", "ALTER MODEL m OWNER TO ann"));
        Assert.Equal("There is no model public.m in database local.", denied.Message);
        _work.Run("GRANT EXECUTE ON MODEL m TO ann");
        denied = Assert.Throws<SqlInferenceException>(() => _work.RunAs("ann", "ALTER MODEL m OWNER TO ann"));
        Assert.Equal(("User ann may not alter model public.m.", "Its owner is bob."), (denied.Message, denied.Hint));
    }

    [Fact]
    public void Functions_of_one_name_are_told_apart_by_the_number_of_their_parameters()
    {
        _work.Run($"""
            CREATE MODEL one FROM '{Workplace.Onnx("one-column")}' FUNCTION f(a real) RETURNS real;
            CREATE MODEL three FROM '{Workplace.Onnx("linear")}' FUNCTION f(a real, b real, c real) RETURNS real;
            """);
        for (var i = 0; i < 2; i++, _work.Reopen())
        {
            Assert.Equal(("-1.0", "0.75"), (One("SELECT f(1)"), One("SELECT f(0, 0, 0)")));
            Assert.Equal(["public.f/1", "public.f/3"], _work.Macros());
        }

        _work.Run("DROP MODEL one");
        Assert.Equal("0.75", One("SELECT f(0, 0, 0)"));
        Assert.Equal(["public.f/3"], _work.Macros());
    }

    [Fact]
    public void A_classifiers_probabilities_come_as_JSON_the_likeliest_first()
    {
        _work.Run($"CREATE MODEL c FROM '{Workplace.Onnx("classifier-int")}' FUNCTION c(a real, b real) RETURNS int");
        Assert.Equal("10", One("SELECT c(1, 1)"));
        foreach (var function in new[] { "c_prob", "c_probabilities" })
        {
            Assert.Equal("""{"probabilities":[0.7,0.2,0.1],"labels":["10","20","30"]}""", One($"SELECT {function}(1, 1)"));
            Assert.Equal("""{"probabilities":[0.8,0.15,0.05],"labels":["30","20","10"]}""", One($"SELECT {function}(3, 9)"));
            Assert.Null(One($"SELECT {function}(NULL, 9)"));
        }

        // The names are the classifier's as long as it has them.
        var taken = $"CREATE MODEL x FROM '{Workplace.Onnx("text-pair")}' FUNCTION c_prob(a varchar, b varchar) RETURNS int";
        _work.Refused(ErrorConditions.FunctionExists, taken);
        _work.Run("DROP MODEL c");
        _work.Run(taken);
        _work.Refused(ErrorConditions.FunctionExists, $"CREATE MODEL c FROM '{Workplace.Onnx("classifier-int")}' FUNCTION c(a real, b real) RETURNS int");
        Assert.Equal("11", One("SELECT c_prob('a', 'b')"));
    }

    [Fact]
    public void A_classifier_that_is_replaced_by_another_model_loses_its_companions()
    {
        _work.Run($"CREATE MODEL c FROM '{Workplace.Onnx("classifier-zipmap")}' FUNCTION c(a real, b real) RETURNS varchar");
        Assert.Equal("""{"probabilities":[0.7,0.2,0.1],"labels":["low","middle","high"]}""", One("SELECT c_prob(1, 1)"));
        _work.Run($"CREATE OR REPLACE MODEL c FROM '{Workplace.Onnx("double")}' FUNCTION c(a double precision, b double precision) RETURNS real");
        Assert.Equal(["public.c/2"], _work.Macros());
        _work.Run("ALTER MODEL c USE VERSION 1");
        Assert.Equal(["public.c/2", "public.c_prob/2", "public.c_probabilities/2"], _work.Macros());
    }

    [Fact]
    public void Unqualified_names_are_looked_for_along_the_search_path_and_made_in_its_first_schema()
    {
        _work.Run($"CREATE SCHEMA a; CREATE SCHEMA b; {Negative("m")} SET search_path = 'a,b,public'; {Negative("x")}");
        Assert.Equal("a", _work.Run("SHOW MODEL x")["Schema Name"]);
        Assert.Equal("public", _work.Run("SHOW MODEL m")["Schema Name"]);
        _work.Run($"SET search_path = 'b,a,public'; {Same("x", "CREATE MODEL")}");
        Assert.Equal(("b", "3.0"), (_work.Run("SHOW MODEL x")["Schema Name"], One("SELECT x(3)")));
        _work.Run("SET search_path = 'a,b,public'");
        Assert.Equal(("a", "-3.0"), (_work.Run("SHOW MODEL x")["Schema Name"], One("SELECT x(3)")));
        _work.Run("DROP MODEL x");
        Assert.Equal("b", _work.Run("SHOW MODEL x")["Schema Name"]);
    }

    [Fact]
    public void Rights_are_recorded_and_asked_for()
    {
        _work.Run(Negative("m"));
        void Denied(string user, string statement, string message) =>
            Assert.Equal(message, Assert.Throws<SqlInferenceException>(() => _work.RunAs(user, statement)).Message);

        Denied("ann", Negative("x"), "User ann may not create models in database local.");
        Denied("ann", "DROP MODEL m", "There is no model public.m in database local.");
        Denied("ann", "GRANT EXECUTE ON MODEL m TO ann", "There is no model public.m in database local.");
        Denied("ann", "GRANT CREATE MODEL TO bob", "User ann may not pass CREATE MODEL on local on.");

        _work.Run("GRANT CREATE MODEL TO ann; GRANT EXECUTE ON MODEL m TO ROLE readers, bob WITH GRANT OPTION");
        Denied("ann", Same("m"), "There is a model public.m already, which is not yours.");
        Denied("ann", Negative("m"), "There is a model public.m already.");
        _work.RunAs("bob", "GRANT EXECUTE ON MODEL m TO carl");
        Assert.NotEmpty(_work.RunAs("dora", "SHOW MODEL m", "readers").Rows);
        Assert.Equal(
            ["create_model|user ann|False", "execute|role readers|False", "execute|user bob|True", "execute|user carl|False"],
            _work.Engine.Service.Catalog.Grants.List("local")
                .Select(grant => $"{(grant.Privilege == Privilege.Execute ? "execute" : "create_model")}|{grant.Grantee}|{grant.WithGrantOption}").Order(StringComparer.Ordinal));
        Assert.Contains(_work.Engine.Service.Catalog.ModelPrivileges("local"), privilege => privilege.ToString().Contains("carl", StringComparison.Ordinal));

        _work.Run("REVOKE GRANT OPTION FOR EXECUTE ON MODEL m FROM bob");
        Denied("bob", "GRANT EXECUTE ON MODEL m TO eve", "User bob may not pass EXECUTE on public.m on.");
        _work.Run("REVOKE ALL ON MODEL m FROM ROLE readers, bob, carl; REVOKE CREATE MODEL FROM ann");
        Assert.Empty(_work.Engine.Service.Catalog.Grants.List("local"));
    }

    [Fact]
    public void Whoever_may_not_call_a_model_may_not_call_it_through_its_endpoint_either()
    {
        _work.Run(Negative("m") + "CREATE ENDPOINT 'e' FOR MODEL m; GRANT CREATE MODEL TO ann");
        foreach (var statement in new[] { "CREATE MODEL r FUNCTION r(real) RETURNS real SAGEMAKER 'e'", "USING FUNCTION r(a real) RETURNS real SAGEMAKER 'e' SELECT r(1)" })
        {
            var denied = Assert.Throws<SqlInferenceException>(() => _work.RunAs("ann", statement));
            Assert.Equal((ErrorConditions.UnknownEndpoint, "There is no endpoint 'e' in the catalog."), (denied.Condition, denied.Message));
        }
    }
}
