using System.Data.Common;
using Npgsql;

namespace SqlInference.Engines.PostgreSql;

/// <summary>Where a database is and who connects. Never shows the password.</summary>
public sealed class PostgreSqlAddress
{
    static readonly string[] Schemes = ["postgresql", "postgres"];

    readonly NpgsqlConnectionStringBuilder _settings;

    PostgreSqlAddress(NpgsqlConnectionStringBuilder settings)
    {
        // One session for all statements, which take as long as they take.
        settings.Pooling = false;
        settings.CommandTimeout = 0;
        settings.Enlist = false;
        settings.IncludeErrorDetail = true;
        settings.ApplicationName ??= "sqlinference";
        if (settings.Username is null && Environment.GetEnvironmentVariable("PGUSER") is null)
            settings.Username = Environment.UserName;
        settings.Host ??= Environment.GetEnvironmentVariable("PGHOST") ?? "localhost";
        _settings = settings;
    }

    /// <summary>For Npgsql; with the password, if there is one.</summary>
    public string ConnectionString => _settings.ConnectionString;

    /// <summary>A name, an address, or the folder of a unix socket.</summary>
    public string Host => _settings.Host!;

    public int Port => _settings.Port;

    public SslMode SslMode => _settings.SslMode;

    /// <summary>The file of the certificates to trust; null for the system's.</summary>
    public string? RootCertificate => _settings.RootCertificate;

    /// <summary>Whether it has the password itself, rather than a file or the environment.</summary>
    public bool HasPassword => !string.IsNullOrEmpty(_settings.Password);

    /// <summary>Whether a text is a URL of a PostgreSQL database, right or wrong.</summary>
    public static bool IsUrl(string text) => Schemes.Any(scheme => text.StartsWith($"{scheme}://", StringComparison.OrdinalIgnoreCase));

    /// <summary>Reads <c>postgresql://user:password@host:port/database?sslmode=require</c>. Null: it is none.</summary>
    public static PostgreSqlAddress? TryParseUrl(string text)
    {
        // Without a host (a socket that a parameter names), Uri reads no such scheme.
        var hasHost = IsUrl(text) && text[(text.IndexOf("//", StringComparison.Ordinal) + 2)..] is not ['/', ..] and not ['?', ..];
        var whole = hasHost ? text : text.Replace(":///", "://-/", StringComparison.Ordinal);
        if (!IsUrl(text) || !Uri.TryCreate(whole, UriKind.Absolute, out var url))
            return null;
        var settings = new NpgsqlConnectionStringBuilder();
        try
        {
            if (hasHost)
                settings.Host = Uri.UnescapeDataString(url.Host.Trim('[', ']'));
            if (url.Port > 0)
                settings.Port = url.Port;
            if (url.AbsolutePath.Trim('/') is { Length: > 0 } database)
                settings.Database = Uri.UnescapeDataString(database);
            ReadUser(url.UserInfo, settings);
            foreach (var pair in url.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
                ReadParameter(pair, settings);
            return new(settings);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    /// <summary>Reads <c>Host=…;Database=…</c>. Null: it is none.</summary>
    public static PostgreSqlAddress? TryParse(string connectionString)
    {
        try
        {
            return new(new NpgsqlConnectionStringBuilder(connectionString));
        }
        catch (Exception exception) when (exception is ArgumentException or FormatException or DbException)
        {
            return null;
        }
    }

    /// <summary>As messages name it.</summary>
    public override string ToString() => _settings.Host is ['/', ..]
        ? $"{_settings.Database ?? _settings.Username} at {_settings.Host}"
        : $"{_settings.Database ?? _settings.Username} at {_settings.Host}:{_settings.Port}";

    static void ReadUser(string user, NpgsqlConnectionStringBuilder settings)
    {
        if (user.Length == 0)
            return;
        var parts = user.Split(':', 2);
        settings.Username = Uri.UnescapeDataString(parts[0]);
        if (parts.Length > 1)
            settings.Password = Uri.UnescapeDataString(parts[1]);
    }

    // libpq's names, and Npgsql's own for the rest.
    static void ReadParameter(string pair, NpgsqlConnectionStringBuilder settings)
    {
        var parts = pair.Split('=', 2);
        var value = parts.Length > 1 ? Uri.UnescapeDataString(parts[1]) : "";
        settings[parts[0] switch
        {
            "user" => "Username",
            "dbname" => "Database",
            "application_name" => "Application Name",
            "connect_timeout" => "Timeout",
            "sslmode" => "SSL Mode",
            "sslcert" => "SSL Certificate",
            "sslkey" => "SSL Key",
            "sslrootcert" => "Root Certificate",
            "passfile" => "Passfile",
            "target_session_attrs" => "Target Session Attributes",
            var name => Uri.UnescapeDataString(name),
        }] = parts[0] == "sslmode" ? value.Replace("-", "", StringComparison.Ordinal) : value;
    }
}
