using System.Runtime.InteropServices;

namespace SqlInference.Server.Metrics;

static class ProcessFamilies
{
    static readonly IReadOnlyList<KeyValuePair<string, string>> Build =
        [new("version", ServerVersion.Text), new("runtime", RuntimeInformation.FrameworkDescription)];

    public static readonly IReadOnlyList<MetricFamily> All =
    [
        new("sqlinference_build_info", MetricKind.Gauge, "What is running; the value is always 1.", _ => [new(Build, 1)]),
        One("sqlinference_uptime_seconds", MetricKind.Gauge, "Time since the server began to serve.", process => process.Uptime.TotalSeconds),
        One("process_cpu_seconds_total", MetricKind.Counter, "Processor time of the process.", process => process.ProcessorTime.TotalSeconds),
        One("process_resident_memory_bytes", MetricKind.Gauge, "Memory of the process, models included.", process => process.ResidentBytes),
        One("dotnet_gc_heap_bytes", MetricKind.Gauge, "Managed memory, garbage included; models are elsewhere.", process => process.ManagedBytes),
    ];

    static MetricFamily One(string name, MetricKind kind, string help, Func<ProcessFigures, double> value) =>
        new(name, kind, help, figures => [new([], value(figures.Process))]);
}
