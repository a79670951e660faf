using System.Diagnostics.Metrics;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace SqlInference.Server.Metrics;

/// <summary>Sends metrics and spans to a collector by OTLP. Disposing of it sends what is left.</summary>
sealed class TelemetryExport : IDisposable
{
    /// <summary>Where collectors speak gRPC; everywhere else it is HTTP.</summary>
    const int GrpcPort = 4317;

    readonly Meter _meter = new("SqlInference", ServerVersion.Text);
    readonly MeterProvider _metrics;
    readonly TracerProvider _spans;

    public TelemetryExport(Uri collector, FigureReader figures, TimeProvider time)
    {
        _ = new MeterInstruments(_meter, figures, time);
        _metrics = Sdk.CreateMeterProviderBuilder().ConfigureResource(Describe).AddMeter(_meter.Name)
            .AddOtlpExporter(options => Aim(options, collector, "v1/metrics")).Build();
        _spans = Sdk.CreateTracerProviderBuilder().ConfigureResource(Describe).AddSource(RequestSpan.Source.Name)
            .AddOtlpExporter(options => Aim(options, collector, "v1/traces")).Build();
    }

    public void Dispose()
    {
        _spans.Dispose();
        _metrics.Dispose();
        _meter.Dispose();
    }

    static void Describe(ResourceBuilder resource) => resource.AddService("sqlinference", serviceVersion: ServerVersion.Text);

    static void Aim(OtlpExporterOptions options, Uri collector, string path)
    {
        options.Protocol = collector.Port == GrpcPort ? OtlpExportProtocol.Grpc : OtlpExportProtocol.HttpProtobuf;
        options.Endpoint = collector.Port == GrpcPort ? collector : new($"{collector.GetLeftPart(UriPartial.Path).TrimEnd('/')}/{path}");
    }
}
