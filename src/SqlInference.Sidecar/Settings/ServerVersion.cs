using System.Reflection;
using SqlInference.Engines.DuckDb;

namespace SqlInference.Sidecar.Settings;

/// <summary>The version of PostgreSQL whose catalogs and messages clients find here; some choose what they ask by it.</summary>
static class ServerVersion
{
    public const string Number = "15.0";

    public const string Num = "150000";

    public static string Full { get; } =
        $"PostgreSQL {Number} (SqlInference {typeof(ServerVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0]}, DuckDB {DuckDbDatabase.LibraryVersion})";
}
