using System;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;

namespace Benchmarks.SqlClr;

static class Program
{
    const int SingleRows = 3000;
    const int ManyRows = 1_000_000;
    const int BatchRows = 8192;

    static int Main(string[] arguments)
    {
        if (arguments.Length != 3)
        {
            Console.Error.WriteLine("Usage: ADDRESS MODEL PARAMETER, such as http://127.0.0.1:8780 local.public.rides n: a model of one int that returns double precision");
            return 2;
        }

#if NETFRAMEWORK
        const string Name = AssemblyCaller.Name;
        var caller = new AssemblyCaller(arguments[0], arguments[1], arguments[2]);
#else
        const string Name = HttpClientCaller.Name;
        using var caller = new HttpClientCaller(arguments[0], arguments[1], arguments[2]);
#endif
        for (var i = 0; i < SingleRows; i++)
            caller.One(i);
        var times = Enumerable.Range(0, SingleRows).Select(i => Milliseconds(() => caller.One(i))).OrderBy(time => time).ToArray();
        caller.Many(10 * BatchRows, BatchRows);
        var seconds = Milliseconds(() => caller.Many(ManyRows, BatchRows)) / 1000;

        Print($"{Name}: a row by itself {times[SingleRows / 2] * 1000:0} µs (p50), {times[SingleRows * 99 / 100] * 1000:0} µs (p99)");
        Print($"{Name}: {ManyRows / seconds / 1000:0} thousand rows/s in batches of {BatchRows}, {PeakMegabytes()} MB at most");
        return 0;
    }

    static void Print(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));

    static double Milliseconds(Action work)
    {
        var watch = Stopwatch.StartNew();
        work();
        return watch.Elapsed.TotalMilliseconds;
    }

    /// <summary>The most that the process had in memory.</summary>
    static int PeakMegabytes()
    {
        var line = File.ReadLines("/proc/self/status").First(text => text.StartsWith("VmHWM:", StringComparison.Ordinal));
        return int.Parse(new string([.. line.Where(char.IsDigit)]), CultureInfo.InvariantCulture) / 1024;
    }
}
