namespace SqlInference.Service.Tests;

public sealed class ConcurrencyTests : IDisposable
{
    readonly Workplace _work = new();

    public void Dispose() => _work.Dispose();

    static string Create(string file, string model, string function, string parameters, string create = "CREATE MODEL") =>
        $"{create} {model} FROM '{Workplace.Onnx(file)}' FUNCTION {function}({parameters}) RETURNS real";

    [Fact]
    public async Task Predictions_and_statements_of_several_sessions_do_not_disturb_each_other()
    {
        _work.Run(Create("one-column", "m", "f", "a real") + "; CREATE TABLE t AS SELECT i AS x FROM range(20000) r(i)");
        using var ended = new CancellationTokenSource();
        var readers = Enumerable.Range(0, 2).Select(_ => Task.Run(() =>
        {
            using var session = _work.Connect();
            var queries = 0;
            do
            {
                // Of one version throughout, whichever that is.
                var sum = Workplace.Run(session, "SELECT abs(sum(f(x))) FROM t").Single;
                Assert.Equal("199990000.0", sum);
                queries++;
            }
            while (!ended.IsCancellationRequested);
            return queries;
        })).ToArray();

        for (var i = 0; i < 6; i++)
        {
            _work.Run(i % 2 == 0
                ? Create("two-outputs", "m", "f", "a real", "CREATE OR REPLACE MODEL") + " SETTINGS (OUTPUT 'magnitude')"
                : Create("one-column", "m", "f", "a real", "CREATE OR REPLACE MODEL"));
            _work.Run("SHOW MODEL m; ALTER MODEL m SET (CACHE OFF)");
        }

        await ended.CancelAsync();
        Assert.All(await Task.WhenAll(readers), queries => Assert.True(queries > 0));
        Assert.Equal("7", _work.Run("SHOW MODEL m")["Version"]);
    }

    [Fact]
    public async Task Models_made_at_once_under_one_function_name_are_all_there()
    {
        (string File, string Parameters)[] models =
            [("one-column", "a real"), ("int32", "a int, b int"), ("linear", "a real, b real, c real"), ("trees-any-width", "a real, b real, c real, d real, e real, f real, g real")];
        await Task.WhenAll(models.Select((model, i) => Task.Run(() =>
        {
            using var session = _work.Connect();
            Workplace.Run(session, Create(model.File, $"m{i}", "f", model.Parameters));
        })));

        for (var i = 0; i < 2; i++, _work.Reopen())
        {
            Assert.Equal(["public.f/1", "public.f/2", "public.f/3", "public.f/7"], _work.Macros());
            Assert.Equal(["-1.0|5.0|0.75"], _work.Run("SELECT f(1), f(2, 3), f(0, 0, 0)").Rows.Select(row => string.Join('|', row)));
        }
    }

    [Fact]
    public async Task Only_one_of_several_that_make_the_same_model_makes_it()
    {
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() =>
        {
            using var session = _work.Connect();
            return Record.Exception(() => Workplace.Run(session, Create("one-column", "m", "f", "a real")));
        })));
        Assert.Single(outcomes, outcome => outcome is null);
        Assert.All(outcomes.OfType<Exception>(), exception => Assert.IsAssignableFrom<Errors.SqlInferenceException>(exception));
        Assert.Equal("-1.0", _work.Run("SELECT f(1)").Single);
        Assert.Single(_work.Models.Versions(_work.Models.Get(new("local", "public", "m")).Id));
    }
}
