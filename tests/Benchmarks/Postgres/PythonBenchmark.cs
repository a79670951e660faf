using System.Diagnostics;
using System.Globalization;
using Npgsql;

namespace Benchmarks.Postgres;

/// <summary>
/// What most people write instead: PL/Python with XGBoost, row by row and over arrays. Trees of the same number and
/// depth, trained on the same rows.
/// </summary>
static class PythonBenchmark
{
    const int RowByRow = 20_000;
    const int InArrays = 200_000;

    public static void Run(Report report, NpgsqlConnection session, double[][] columns)
    {
        try
        {
            session.Run("CREATE EXTENSION plpython3u");
        }
        catch (PostgresException exception)
        {
            Console.Error.WriteLine($"PL/Python is not measured: {exception.MessageText} (postgresql-plpython3-15 and python3-xgboost bring it)");
            return;
        }

        var model = Train(columns);
        if (model is null)
            return;
        session.Run($"""
            CREATE FUNCTION py_row(x float8[]) RETURNS float8 LANGUAGE plpython3u STABLE AS $python$
            if "model" not in GD:
                import xgboost, numpy
                GD["numpy"] = numpy
                GD["model"] = xgboost.Booster(dict(nthread=1), model_file="{model}")
            return float(GD["model"].inplace_predict(GD["numpy"].array([x]))[0])
            $python$;
            CREATE FUNCTION py_rows(x float8[]) RETURNS float8[] LANGUAGE plpython3u STABLE AS $python$
            if "model" not in GD:
                import xgboost, numpy
                GD["numpy"] = numpy
                GD["model"] = xgboost.Booster(dict(nthread=1), model_file="{model}")
            return GD["model"].inplace_predict(GD["numpy"].array(x)).tolist()
            $python$;
            """);
        var array = $"ARRAY[{Models.TreeArguments}]";
        Compare(report, session, RowByRow, "PL/Python row by row", $"SELECT count(py_row({array})) FROM (SELECT * FROM measures LIMIT {RowByRow}) AS m", ">= 35");
        Compare(report, session, InArrays, "PL/Python over arrays of 1000", $"""
            SELECT sum(cardinality(py_rows(rows))) FROM (
              SELECT array_agg({array}) AS rows FROM (SELECT *, (row_number() OVER ()) / 1000 AS batch FROM (SELECT * FROM measures LIMIT {InArrays}) AS m) AS n GROUP BY batch) AS b
            """, ">= 1.5");
        File.Delete(model);
    }

    static void Compare(Report report, NpgsqlConnection session, int rows, string what, string python, string goal)
    {
        foreach (var (function, how) in new[] { ("trees_alone", "by ONNX Runtime"), ("vector_trees", "by the vectorised evaluator") })
        {
            var ours = $"SELECT count({function}({Models.TreeArguments})) FROM (SELECT * FROM measures LIMIT {rows}) AS m";
            report.Add($"PostgreSQL, 100 trees {how}, 1 thread (against {what})", Comparison.Run(rows, () => session.Run(ours), () => session.Run(python), turns: 3), goal);
        }
    }

    static string? Train(double[][] columns)
    {
        const int Rows = 20_000;
        var (data, model) = (Path.GetTempFileName(), Path.Combine(Path.GetTempPath(), $"benchmark-{Environment.ProcessId}.json"));
        File.WriteAllLines(data, Enumerable.Range(0, Rows).Select(row => string.Join(',', columns.Select(column => column[row].ToString("R", CultureInfo.InvariantCulture)))));
        using var python = Process.Start(new ProcessStartInfo("/usr/bin/python3", ["-c", $"""
            import numpy, xgboost
            x = numpy.loadtxt("{data}", delimiter=",")
            y = numpy.random.default_rng(1).normal(size=len(x))
            xgboost.train(dict(max_depth=6, nthread=2), xgboost.DMatrix(x, y), 100).save_model("{model}")
            """]))!;
        python.WaitForExit();
        File.Delete(data);
        if (python.ExitCode == 0)
        {
            File.SetUnixFileMode(model, (UnixFileMode)0b110_100_100);
            return model;
        }

        Console.Error.WriteLine("PL/Python is not measured: XGBoost could not be used from Python (python3-xgboost brings it)");
        return null;
    }
}
