using Microsoft.Extensions.Logging;

namespace SqlInference.Server.Configuration;

/// <summary>The log on standard error: text for people, JSON for collectors.</summary>
public static class ServerLog
{
    public static void Configure(ILoggingBuilder logging, ServerOptions options)
    {
        logging.SetMinimumLevel(options.LogLevel);
        // The framework tells of every request; we tell of changes of state.
        logging.AddFilter("Microsoft", LogLevel.Warning);
        // Everything is on standard error: standard output belongs to results.
        logging.AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        if (options.LogAsJson)
        {
            logging.AddJsonConsole(format =>
            {
                format.UseUtcTimestamp = true;
                format.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ";
            });
        }
        else
        {
            logging.AddSimpleConsole(format =>
            {
                format.SingleLine = true;
                format.UseUtcTimestamp = true;
                format.TimestampFormat = "yyyy-MM-ddTHH:mm:ssZ ";
            });
        }
    }
}
