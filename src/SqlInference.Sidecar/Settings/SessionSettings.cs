using System.Globalization;
using SqlInference.Sidecar.Errors;

namespace SqlInference.Sidecar.Settings;

/// <summary>The settings of a session, by PostgreSQL's names. Those that mean nothing here keep what they are given.</summary>
sealed class SessionSettings
{
    static readonly Dictionary<string, Setting> Known = new Setting[]
    {
        new("allow_system_table_mods", "off"),
        new("application_name", "", IsReported: true),
        new("array_nulls", "on"),
        new("backslash_quote", "safe_encoding"),
        new("bytea_output", "hex", Allowed: ["hex"]),
        new("check_function_bodies", "on"),
        new("client_encoding", "UTF8", IsReported: true, Canonical: Encoding),
        new("client_min_messages", "notice"),
        new("cursor_tuple_fraction", "0.1"),
        new("datestyle", "ISO, MDY", Shown: "DateStyle", IsReported: true, Canonical: DateStyle),
        new("default_table_access_method", "heap"),
        new("default_tablespace", ""),
        new("default_transaction_deferrable", "off"),
        new("default_transaction_isolation", "repeatable read"),
        new("default_transaction_read_only", "off", IsReported: true),
        new("enable_seqscan", "on"),
        new("escape_string_warning", "on"),
        new("extra_float_digits", "1"),
        new("geqo", "on"),
        new("idle_in_transaction_session_timeout", "0", Canonical: Duration),
        new("idle_session_timeout", "0", Canonical: Duration),
        new("in_hot_standby", "off", IsReported: true, IsFixed: true),
        new("integer_datetimes", "on", IsReported: true, IsFixed: true),
        new("intervalstyle", "postgres", Shown: "IntervalStyle", IsReported: true, Allowed: ["postgres"]),
        new("is_superuser", "off", IsReported: true, IsFixed: true),
        new("jit", "off"),
        new("lc_collate", "C", IsFixed: true),
        new("lc_ctype", "C", IsFixed: true),
        new("lc_messages", "C"),
        new("lc_monetary", "C"),
        new("lc_numeric", "C"),
        new("lc_time", "C"),
        new("lock_timeout", "0", Canonical: Duration),
        new("max_identifier_length", "63", IsFixed: true),
        new("max_index_keys", "32", IsFixed: true),
        new("max_parallel_workers_per_gather", "2"),
        new("password_encryption", "scram-sha-256"),
        new("quote_all_identifiers", "off"),
        new("row_security", "on"),
        new("search_path", DefaultSearchPath),
        new("server_encoding", "UTF8", IsReported: true, IsFixed: true),
        new("server_version", ServerVersion.Number, IsReported: true, IsFixed: true),
        new("server_version_num", ServerVersion.Num, IsFixed: true),
        new("session_authorization", "", IsReported: true, IsFixed: true),
        new(TrainingRows, ""),
        new(WaitForTraining, "off", Canonical: OnOrOff),
        new("ssl", "off", IsFixed: true),
        new("standard_conforming_strings", "on", IsReported: true, Allowed: ["on"]),
        new("statement_timeout", "0", Canonical: Duration),
        new("synchronize_seqscans", "on"),
        new("synchronous_commit", "on"),
        new("timezone", "UTC", Shown: "TimeZone", IsReported: true, Canonical: Zone),
        new("transaction_deferrable", "off"),
        new("transaction_isolation", "repeatable read"),
        new("transaction_read_only", "off"),
        new("work_mem", "4MB"),
        new("xmloption", "content"),
    }.ToDictionary(setting => setting.Name, StringComparer.OrdinalIgnoreCase);

    /// <summary>The table that CREATE MODEL reads its rows from, in place of its query.</summary>
    public const string TrainingRows = "sqlinference.training_rows";

    /// <summary>Whether CREATE MODEL answers when its model is trained, and not before.</summary>
    public const string WaitForTraining = "sqlinference.wait_for_training";

    public const string DefaultSearchPath = "\"$user\", public";

    readonly Dictionary<string, string> _values = new(StringComparer.OrdinalIgnoreCase);
    readonly Dictionary<string, string> _defaults = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Those that clients follow, by the names that they look for.</summary>
    public static IEnumerable<string> Reported => Known.Values.Where(setting => setting.IsReported).Select(setting => setting.Name);

    public static IEnumerable<string> Names => Known.Keys.Order(StringComparer.Ordinal);

    public static bool Knows(string name) => Known.ContainsKey(name);

    public static string ShownName(string name) => Known.TryGetValue(name, out var setting) ? setting.Shown ?? setting.Name : name;

    public string this[string name] => Find(name) ?? throw Unrecognized(name);

    public TimeSpan DurationOf(string name) => TimeSpan.FromMilliseconds(ParseDuration(this[name])!.Value);

    public string? Find(string name) => _values.TryGetValue(name, out var value) || _defaults.TryGetValue(name, out value) ? value
        : Known.TryGetValue(name, out var setting) ? setting.Default : null;

    /// <summary>What RESET goes back to from now on.</summary>
    public void SetDefault(string name, string value) => _defaults[name] = value;

    /// <summary>Checks a value and answers it as it is to be kept.</summary>
    public static string Check(string name, string value)
    {
        if (!Known.TryGetValue(name, out var setting))
            return name.Contains('.', StringComparison.Ordinal) ? value : throw Unrecognized(name);
        if (setting.IsFixed)
            throw new StatementException("55P02", $"parameter \"{name}\" cannot be changed");
        if (setting.Canonical is { } canonical)
            return canonical(value) ?? throw Invalid(name, value);
        return setting.Allowed is { } allowed && !allowed.Contains(value, StringComparer.OrdinalIgnoreCase) ? throw Invalid(name, value) : value;
    }

    public void Set(string name, string value) => _values[name] = value;

    public void Reset(string name) => _values.Remove(name);

    /// <summary>What is set, for a transaction to go back to.</summary>
    public Dictionary<string, string> Save() => new(_values, StringComparer.OrdinalIgnoreCase);

    public void Restore(Dictionary<string, string> saved)
    {
        _values.Clear();
        foreach (var (name, value) in saved)
            _values[name] = value;
    }

    static string? Encoding(string value) =>
        value.Replace("-", "", StringComparison.Ordinal).ToUpperInvariant() is "UTF8" or "UNICODE" or "SQL_ASCII" or "AUTO" ? "UTF8" : null;

    static string? DateStyle(string value) => value.Split(',', StringSplitOptions.TrimEntries)
        .All(part => part.ToUpperInvariant() is "ISO" or "MDY" or "DMY" or "YMD" or "US" or "EUROPEAN") ? "ISO, MDY" : null;

    static string? Zone(string value) => TimeZoneInfo.TryFindSystemTimeZoneById(value, out _) ? value : value.ToUpperInvariant() switch
    {
        "Z" or "ZULU" or "GMT" or "UTC" or "0" or "+00" or "+00:00" => "UTC",
        _ => null,
    };

    static string? OnOrOff(string value) => value.ToLowerInvariant() switch
    {
        "on" or "true" or "yes" or "1" => "on",
        "off" or "false" or "no" or "0" => "off",
        _ => null,
    };

    static string? Duration(string value) => ParseDuration(value) is null ? null : value;

    static double? ParseDuration(string value)
    {
        var digits = value.AsSpan().TrimEnd("abcdefghijklmnopqrstuvwxyz ");
        if (!double.TryParse(digits, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) || number > int.MaxValue)
            return null;
        return value.AsSpan(digits.Length).Trim() switch
        {
            "" or "ms" => number,
            "s" => number * 1000,
            "min" => number * 60_000,
            "h" => number * 3_600_000,
            "d" => number * 86_400_000,
            _ => null,
        };
    }

    static StatementException Unrecognized(string name) => new("42704", $"unrecognized configuration parameter \"{name}\"");

    static StatementException Invalid(string name, string value) => new("22023", $"invalid value for parameter \"{name}\": \"{value}\"");

    /// <param name="Shown">The name with capitals, where PostgreSQL shows it so.</param>
    /// <param name="Canonical">The value as it is kept; null where it is not allowed.</param>
    sealed record Setting(string Name, string Default, string? Shown = null, bool IsReported = false, bool IsFixed = false, string[]? Allowed = null, Func<string, string?>? Canonical = null);
}
