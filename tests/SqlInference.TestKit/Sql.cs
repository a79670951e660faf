using Npgsql;

namespace SqlInference.TestKit;

/// <summary>Short ways to run SQL.</summary>
public static class Sql
{
    public static async Task RunAsync(this NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection) { AllResultTypesAreUnknown = true };
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>The first value of the first row as text; null for NULL.</summary>
    public static async Task<string?> AskAsync(this NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection) { AllResultTypesAreUnknown = true };
        return await command.ExecuteScalarAsync() as string;
    }

    /// <summary>All rows, values separated by bars.</summary>
    public static async Task<string[]> RowsAsync(this NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection) { AllResultTypesAreUnknown = true };
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<string>();
        while (await reader.ReadAsync())
            rows.Add(string.Join('|', Enumerable.Range(0, reader.FieldCount).Select(field => reader.IsDBNull(field) ? "NULL" : reader.GetString(field))));
        return [.. rows];
    }

    public static Task<PostgresException> FailAsync(this NpgsqlConnection connection, string sql) =>
        Assert.ThrowsAsync<PostgresException>(() => connection.AskAsync(sql));

    /// <summary>Defines a prediction function whose model is named like it, in schema public.</summary>
    public static Task DefineAsync(this NpgsqlConnection connection, string name, string types, string returns, string acceptsNull = "f", string version = "1")
    {
        var list = types.Split(';');
        var parameters = string.Join(',', list.Select((_, i) => $"a{i + 1}"));
        return connection.RunAsync($"SELECT sqlinference.define_function('public', '{name}', '{{{parameters}}}', ARRAY['{string.Join("','", list)}'], '{returns}', " +
            $"'shop.public.{name}', {version}, 'prediction', '{{{parameters}}}', '{{{string.Join(',', list.Select(_ => acceptsNull))}}}')");
    }
}
