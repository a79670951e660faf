using System.Data.Common;
using System.Globalization;
using Microsoft.Data.SqlClient;

namespace SqlInference.Engines.SqlServer;

/// <summary>Where a database of SQL Server is and who connects. Never shows the password.</summary>
public sealed class SqlServerAddress
{
    const string Scheme = "sqlserver://";
    const int UsualPort = 1433;

    readonly SqlConnectionStringBuilder _settings;

    SqlServerAddress(SqlConnectionStringBuilder settings)
    {
        // One session for all statements, which take as long as they take; it is not made anew behind their back.
        settings.Pooling = false;
        settings.Enlist = false;
        settings.ConnectRetryCount = 0;
        settings.MultipleActiveResultSets = false;
        if (!settings.ShouldSerialize("Encrypt"))
            settings.Encrypt = true;
        if (!settings.ShouldSerialize("Application Name"))
            settings.ApplicationName = "sqlinference";
        if (!settings.ShouldSerialize("Data Source"))
            settings.DataSource = Environment.GetEnvironmentVariable("SQLCMDSERVER") ?? "localhost";
        HasPassword = settings.Password.Length > 0;
        ReadEnvironment(settings);
        _settings = settings;
    }

    /// <summary>For SqlClient; with the password, if there is one.</summary>
    public string ConnectionString => _settings.ConnectionString;

    /// <summary>Whether it has the password itself, rather than the environment.</summary>
    public bool HasPassword { get; }

    /// <summary>Whether a text is a URL of a database of SQL Server, right or wrong.</summary>
    public static bool IsUrl(string text) => text.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase);

    /// <summary>Reads <c>sqlserver://user:password@host:port/database?trustServerCertificate=true</c>. Null: it is none.</summary>
    public static SqlServerAddress? TryParseUrl(string text)
    {
        if (!IsUrl(text) || !Uri.TryCreate(text, UriKind.Absolute, out var url) || url.Host.Length == 0)
            return null;
        var settings = new SqlConnectionStringBuilder();
        try
        {
            string? instance = null;
            foreach (var pair in url.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
                ReadParameter(pair, settings, ref instance);
            settings.DataSource = DataSource(Uri.UnescapeDataString(url.Host.Trim('[', ']')), url.Port, instance);
            if (url.AbsolutePath.Trim('/') is { Length: > 0 } database)
                settings.InitialCatalog = Uri.UnescapeDataString(database);
            ReadUser(url.UserInfo, settings);
            return new(settings);
        }
        catch (Exception exception) when (IsWrong(exception))
        {
            return null;
        }
    }

    /// <summary>Reads <c>Server=…;Database=…</c>. Null: it is none.</summary>
    public static SqlServerAddress? TryParse(string connectionString)
    {
        try
        {
            return new(new SqlConnectionStringBuilder(connectionString));
        }
        catch (Exception exception) when (IsWrong(exception))
        {
            return null;
        }
    }

    /// <summary>As messages name it.</summary>
    public override string ToString() => $"{(_settings.InitialCatalog.Length > 0 ? _settings.InitialCatalog : "(default)")} at {_settings.DataSource.Replace(',', ':')}";

    static bool IsWrong(Exception exception) => exception is ArgumentException or FormatException or InvalidOperationException or KeyNotFoundException or DbException;

    static string DataSource(string host, int port, string? instance) => (port, instance) switch
    {
        ( <= 0, not null) => $@"{host}\{instance}",
        ( <= 0, null) => string.Create(CultureInfo.InvariantCulture, $"{host},{UsualPort}"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{host},{port}"),
    };

    static void ReadUser(string user, SqlConnectionStringBuilder settings)
    {
        if (user.Length == 0)
            return;
        var parts = user.Split(':', 2);
        settings.UserID = Uri.UnescapeDataString(parts[0]);
        if (parts.Length > 1)
            settings.Password = Uri.UnescapeDataString(parts[1]);
    }

    // As sqlcmd does: others can read command lines.
    static void ReadEnvironment(SqlConnectionStringBuilder settings)
    {
        if (settings.IntegratedSecurity || settings.ShouldSerialize("Authentication"))
            return;
        if (settings.UserID.Length == 0)
            settings.UserID = Environment.GetEnvironmentVariable("SQLCMDUSER") ?? "";
        if (settings.UserID.Length == 0)
            settings.IntegratedSecurity = true;
        else if (settings.Password.Length == 0)
            settings.Password = Environment.GetEnvironmentVariable("SQLCMDPASSWORD") ?? "";
    }

    // SqlClient's own names, with or without their blanks.
    static void ReadParameter(string pair, SqlConnectionStringBuilder settings, ref string? instance)
    {
        var parts = pair.Split('=', 2);
        var (name, value) = (Uri.UnescapeDataString(parts[0]), parts.Length > 1 ? Uri.UnescapeDataString(parts[1]) : "");
        if (name == "instance")
            instance = value;
        else
            settings[name.Replace('_', ' ')] = value;
    }
}
