using Benchmarks.Forest;
using Npgsql;
using SqlInference.Inference.Columns;
using SqlInference.Inference.Forest;
using SqlInference.TestKit;

namespace Benchmarks.Postgres;

/// <summary>
/// Prediction functions in ordinary SELECTs on PostgreSQL, against the same models called in process, one request at a
/// time, and PL/Python.
/// </summary>
static class PostgresBenchmark
{
    /// <param name="only"><c>row</c> measures single rows alone, <c>reviews</c> texts.</param>
    public static void Run(Report report, string[] only)
    {
        if (PostgresInstallation.WhyNot is { } missing)
            Console.Error.WriteLine($"PostgreSQL is not measured: {missing}");
        else
            RunAsync(report, only).GetAwaiter().GetResult();
    }

    static async Task RunAsync(Report report, string[] only)
    {
        await using var host = await PostgresHost.StartAsync();
        await using var session = host.Connect();
        if (only is not ["reviews"])
        {
            var columns = Fill(session);
            MakeModels(session);
            OneRowBenchmark.Run(report, host);
            if (only is [])
                await MeasureRowsAsync(report, host, session, columns);
        }

        if (only is not ["row"])
            ReviewsBenchmark.Run(report, host, session);
    }

    static async Task MeasureRowsAsync(Report report, PostgresHost host, NpgsqlConnection session, double[][] columns)
    {
        MeasureTrees(report, session, columns);
        MeasureForest(report, session, host.DataFolder);
        await MeasureInFlightAsync(report, host);
        InterruptBenchmark.Run(report, host);
        MeasureMemory(report, host);
        PythonBenchmark.Run(report, session, columns);
    }

    /// <summary>The rows as the embedded engine's benchmarks have them, copied; answers them by column.</summary>
    static double[][] Fill(NpgsqlConnection session)
    {
        using var warehouse = Warehouse.Temporary();
        warehouse.Run(Models.CreateTreeRows("measures", Models.Rows) + Models.CreateTaxi + Models.CreateTaxiRows("repeated", Models.Rows));
        session.Run($"CREATE UNLOGGED TABLE measures ({string.Join(", ", Models.TreeArguments.Split(", ").Select(column => $"{column} float8"))})");
        session.Run("CREATE UNLOGGED TABLE taxi (nbr_passengers int); CREATE UNLOGGED TABLE repeated (nbr_passengers int)");
        Copy("measures", Models.TreeArguments);
        Copy("taxi", "nbr_passengers");
        Copy("repeated", "nbr_passengers");
        session.Run("VACUUM ANALYZE");
        return [.. Models.TreeArguments.Split(", ").Select(column =>
        {
            using var values = warehouse.Column($"SELECT {column} FROM measures", ElementType.Float64, Models.Rows);
            return values.Span<double>().ToArray();
        })];

        void Copy(string table, string columns)
        {
            var file = Path.Combine(warehouse.Folder, $"{table}.csv");
            warehouse.Run($"COPY (SELECT {columns} FROM {table}) TO '{file}' (HEADER false);");
            using var into = session.BeginTextImport($"COPY {table} FROM STDIN CSV");
            using var from = File.OpenText(file);
            var block = new char[1 << 16];
            for (int read; (read = from.Read(block)) > 0;)
                into.Write(block.AsSpan(0, read));
        }
    }

    static void MakeModels(NpgsqlConnection session)
    {
        session.RunModel(Models.CreateTrees("trees_alone", Models.ByOnnxRuntime("CACHE OFF, MAX_CONCURRENCY 1")));
        session.RunModel(Models.CreateTrees("trees", Models.ByOnnxRuntime("CACHE OFF")));
        session.RunModel(Models.CreateTrees("vector_trees", "SETTINGS (CACHE OFF, EVALUATOR 'vector')"));
        session.RunModel(Models.CreateLinear("nothing", "SETTINGS (CACHE OFF)"));
        session.RunModel(Models.CreateForest("scored"));
        session.RunModel(Models.CreateForest("scored_all", "SETTINGS (CACHE OFF)"));
        session.Run("SELECT sqlinference.confirm()");
    }

    static void MeasureTrees(Report report, NpgsqlConnection session, double[][] columns)
    {
        foreach (var threads in new[] { 1, 2 })
        {
            using var model = new TreesInProcess(Models.TreesFile, threads);
            for (var i = 0; i < columns.Length; i++)
                model.Fill(i, columns[i]);
            session.Run(threads == 1 ? "RESET max_parallel_workers_per_gather" : "SET parallel_setup_cost = 0; SET parallel_tuple_cost = 0");
            session.Run($"SET max_parallel_workers_per_gather = {threads - 1}");
            var query = $"SELECT count({(threads == 1 ? "trees_alone" : "trees")}({Models.TreeArguments})) FROM measures";
            report.Add($"PostgreSQL, boosted trees in ONNX, {OnnxBenchmark.Name(threads)} (limit: ONNX Runtime, batches of 8192)",
                Comparison.Run(Models.Rows, () => session.Run(query), () => model.Run(8192, Models.Rows), turns: 5), threads == 1 ? ">= 0.88" : ">= 0.75");
            Rate(report, session, $"PostgreSQL, boosted trees by the vectorised evaluator, {OnnxBenchmark.Name(threads)} (limit: the scan)",
                query.Replace(threads == 1 ? "trees_alone(" : "trees(", "vector_trees(", StringComparison.Ordinal), Scan, ">= 1.9 M rows/s");
        }

        session.Run("SET max_parallel_workers_per_gather = 0");
        Rate(report, session, "PostgreSQL, a linear model of 8 doubles: the way there and back (limit: the scan)",
            $"SELECT count(nothing({Models.TreeArguments})) FROM measures", Scan, ">= 2.5 M rows/s");
    }

    /// <summary>Reads the columns that the trees take, and no more.</summary>
    static string Scan => $"SELECT count({Models.TreeArguments.Replace(",", " +", StringComparison.Ordinal)}) FROM measures";

    static void MeasureForest(Report report, NpgsqlConnection session, string folder)
    {
        using var forest = new ForestBackend(ForestFile.Read(Directory.GetFiles(folder, "*.rcf", SearchOption.AllDirectories)[0]));
        var taken = new int[Models.Rows];
        using (var reader = session.BeginBinaryExport("COPY repeated TO STDOUT BINARY"))
        {
            for (var i = 0; reader.StartRow() >= 0; i++)
                taken[i] = reader.Read<int>();
        }

        using var values = new ColumnBuffer();
        values.Reset(ElementType.Int32, taken.Length);
        taken.CopyTo(values.Span<int>());
        using var caller = new ForestCaller(forest, values.View);
        session.Run("SET sqlinference.deduplicate = off");
        foreach (var batch in new[] { 1024, 8192 })
        {
            report.Add($"PostgreSQL, forest, every taxi row scored (limit: its loop, batches of {batch})", Comparison.Run(Models.Rows,
                () => session.Run("SELECT count(scored_all(nbr_passengers)) FROM repeated"), () => caller.Run(0, Models.Rows, batch), turns: 5), ">= 0.95");
        }

        session.Run("RESET sqlinference.deduplicate");
        Rate(report, session, "PostgreSQL, forest, repeats answered once (limit: the scan)",
            "SELECT count(scored(nbr_passengers)) FROM repeated", "SELECT count(nbr_passengers + 1) FROM repeated", ">= 2 M rows/s");
    }

    static void Rate(Report report, NpgsqlConnection session, string what, string ours, string limit, string goal) =>
        report.Add(what, Comparison.Run(Models.Rows, () => session.Run(ours), () => session.Run(limit), turns: 5), goal);

    static async Task MeasureInFlightAsync(Report report, PostgresHost host)
    {
        const int Rows = 100_000;
        await using var slow = await SlowHost.StartAsync();
        using var session = host.Connect();
        session.Run("SELECT sqlinference.define_function('public', 'slow', '{x}', '{float8}', 'float8', 'any.public.slow', 1, 'prediction', '{x}', '{false}')");
        session.Run($"SET sqlinference.service = '{slow.Address}'");
        Action Query(int inFlight) => () =>
        {
            session.Run($"SET sqlinference.requests_in_flight = {inFlight}");
            session.Run($"SELECT count(slow(x1)) FROM (SELECT x1 FROM measures LIMIT {Rows}) AS m");
        };
        report.Add("PostgreSQL, a host that takes 5 ms, two requests under way (limit: one)", Comparison.Run(Rows, Query(2), Query(1), turns: 5), ">= 1.8");
    }

    static void MeasureMemory(Report report, PostgresHost host)
    {
        var peaks = new[] { 1, 20 }.Select(times =>
        {
            using var session = host.Connect();
            session.Run($"SELECT count(nothing({Models.TreeArguments})) FROM measures, generate_series(1, {times})");
            return Child.PeakMemory(session.ProcessID);
        }).ToArray();
        report.Add("PostgreSQL, the backend's peak memory for 20 M rows (limit: for 1 M)", $"{peaks[1] >> 20} MiB", $"{peaks[0] >> 20} MiB",
            (double)peaks[1] / peaks[0], "<= 1.05");
    }
}
