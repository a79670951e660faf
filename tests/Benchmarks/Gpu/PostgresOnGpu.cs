using System.Diagnostics;
using Benchmarks.Postgres;
using Npgsql;
using SqlInference.TestKit;

namespace Benchmarks.Gpu;

/// <summary>
/// A SELECT on PostgreSQL that calls a transformer on the GPU for every row, against ONNX Runtime's own loop over tokens that
/// are made already: the database, the extension, the service and its tokenizer are all within what is measured.
/// </summary>
sealed class PostgresOnGpu
{
    const string Goal = ">= 0.85";
    const int Sessions = 8;

    readonly Report _report;
    readonly GpuModels _models;
    readonly bool _gpu;
    readonly int _rows;

    PostgresOnGpu(Report report, GpuModels models, bool gpu) => (_report, _models, _gpu, _rows) = (report, models, gpu, gpu ? 65536 : 16);

    public static void Run(Report report, GpuModels models, bool gpu)
    {
        if (PostgresInstallation.WhyNot is { } missing)
            Console.Error.WriteLine($"PostgreSQL is not measured: {missing}");
        else
            new PostgresOnGpu(report, models, gpu).RunAsync().GetAwaiter().GetResult();
    }

    async Task RunAsync()
    {
        await using var host = await PostgresHost.StartAsync();
        using var session = host.Connect();
        var texts = _models.Texts(_rows);
        Fill(session, texts);
        session.RunModel($"""
            CREATE MODEL stars FROM '{(_gpu ? _models.Half : _models.Single)}' FUNCTION stars(varchar) RETURNS int
            SETTINGS (TOKENIZER '{_models.VocabularyFile}', MAX_TOKENS 128, DEVICE '{(_gpu ? "cuda" : "cpu")}', CACHE OFF, MAX_CONCURRENCY 4)
            """);
        session.Run("SELECT sqlinference.confirm()");

        using var loop = new OrtLoop(_gpu ? _models.Half : _models.Single, _gpu);
        var (ids, batch) = (_models.Tokenize(texts), _gpu ? 1024 : 4);
        void Limit() => loop.Run(ids, GpuModels.Tokens, batch, Binding.None);

        foreach (var (batchRows, inFlight) in new[] { (1024, 2), (1024, 4), (1024, 8), (4096, 4) })
        {
            session.Run($"SET sqlinference.batch_rows = {batchRows}; SET sqlinference.requests_in_flight = {inFlight}");
            Add($"PostgreSQL, SELECT count(stars(review)), requests of {batchRows} rows, {inFlight} under way", () => session.Run("SELECT count(stars(review)) FROM reviews"), Limit);
        }

        var sessions = Enumerable.Range(0, Sessions).Select(_ => host.Connect()).ToArray();
        Add($"the same by {Sessions} sessions, each an eighth of the rows, settings as they are", () => Parallel.For(0, Sessions, new ParallelOptions { MaxDegreeOfParallelism = Sessions },
            number => sessions[number].Run($"SELECT count(stars(review)) FROM reviews WHERE id % {Sessions} = {number}")), Limit);
        foreach (var one in sessions)
            one.Dispose();
        MeasureOneRow(session, texts);
    }

    static void Fill(NpgsqlConnection session, string[] texts)
    {
        session.Run("CREATE UNLOGGED TABLE reviews (id int, review text)");
        using (var into = session.BeginTextImport("COPY reviews FROM STDIN"))
        {
            for (var row = 0; row < texts.Length; row++)
                into.Write($"{row}\t{texts[row]}\n");
        }

        session.Run("VACUUM ANALYZE reviews");
    }

    void Add(string what, Action ours, Action limit) =>
        _report.Add($"{what} (limit: ONNX Runtime's loop over tokens)", Comparison.Run(_rows, ours, limit, turns: _gpu ? 5 : 1), Goal);

    void MeasureOneRow(NpgsqlConnection session, string[] texts)
    {
        using var command = new NpgsqlCommand("SELECT stars($1)", session) { Parameters = { new() { Value = texts[0] } } };
        command.Prepare();
        var times = Enumerable.Range(0, _gpu ? 600 : 4).Select(turn =>
        {
            command.Parameters[0].Value = texts[turn % texts.Length];
            var clock = Stopwatch.StartNew();
            command.ExecuteScalar();
            return clock.Elapsed.TotalMicroseconds;
        }).Skip(_gpu ? 100 : 2).Order().ToArray();
        _report.Add("PostgreSQL, SELECT stars($1), one text", $"p50 {times[times.Length / 2]:N0} µs, p99 {times[times.Length * 99 / 100]:N0} µs", "");
    }
}
