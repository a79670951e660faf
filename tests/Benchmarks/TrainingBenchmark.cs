using System.Globalization;
using Benchmarks.Batching;

namespace Benchmarks;

/// <summary>What those pay who ask a model while another is trained in the same process, as a service does both.</summary>
static class TrainingBenchmark
{
    const int Columns = 19;
    const int RequestRows = 2048;
    const string Trees = "100 boosted trees by ONNX Runtime";

    public static void Run(Report report)
    {
        using var scorer = ServedModel.Trees(new());
        using var warehouse = Warehouse.Temporary();
        var numbers = string.Join(", ", Enumerable.Range(0, Columns).Select(i => $"hash(range, {i}) % 1000003 AS n{i}"));
        warehouse.Run($"CREATE TABLE numbers AS SELECT {numbers}, (hash(range, 0) % 1000003 + hash(range, 1) % 1000003) / 2.0 AS target FROM range({Models.Rows})");

        Measure();
        var alone = Measure();
        warehouse.Begin("CREATE MODEL m FROM numbers TARGET target FUNCTION f SETTINGS (MAX_CELLS 20000000)");
        var beside = Measure();
        if (warehouse.Number("SELECT count(*) FROM sqlinference.versions WHERE state = 'PENDING'") != 1)
            Console.Error.WriteLine("The training was over before what runs beside it was measured.");
        warehouse.Run("DROP MODEL m");

        Add("one row, p50", alone.One.P50, beside.One.P50);
        Add("one row, p99", alone.One.P99, beside.One.P99);
        report.Add($"{Trees}, 1 M rows in requests of {RequestRows} while a model of 1 M x {Columns + 1} numbers is trained (limit: alone)",
            $"{beside.Rate:N0} rows/s", $"{alone.Rate:N0} rows/s", beside.Rate / alone.Rate, "");

        ((double P50, double P99) One, double Rate) Measure() => (Task.Run(() => Load.SinglesAsync(scorer)).GetAwaiter().GetResult(),
            Task.Run(() => Load.StreamAsync(scorer, RequestRows, CancellationToken.None)).GetAwaiter().GetResult());

        void Add(string what, double limit, double measured) =>
            report.Add($"{Trees}, {what} while a model is trained (limit: alone)", Text(measured), Text(limit), measured / limit, "");
    }


    static string Text(double microseconds) => microseconds.ToString("F0", CultureInfo.InvariantCulture) + " µs";
}
