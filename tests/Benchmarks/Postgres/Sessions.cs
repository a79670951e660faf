using Npgsql;

namespace Benchmarks.Postgres;

/// <summary>Statements in a session, in one line each.</summary>
static class Sessions
{
    public static void Run(this NpgsqlConnection connection, string sql)
    {
        using var command = new NpgsqlCommand(sql, connection);
        command.ExecuteNonQuery();
    }

    /// <summary>A statement about models.</summary>
    public static void RunModel(this NpgsqlConnection connection, string statement)
    {
        using var command = new NpgsqlCommand("SELECT sqlinference.execute($1)", connection) { Parameters = { new() { Value = statement.TrimEnd().TrimEnd(';') } } };
        command.ExecuteScalar();
    }

    public static T Scalar<T>(this NpgsqlConnection connection, string sql)
    {
        using var command = new NpgsqlCommand(sql, connection);
        return (T)command.ExecuteScalar()!;
    }
}
