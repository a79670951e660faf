using SqlInference.PostgresWire.Messages;

namespace SqlInference.Sidecar.Errors;

/// <summary>The session ends, and the client is told why.</summary>
sealed class FatalReportException(Report report) : Exception(report.Text)
{
    public Report Report => report;
}
