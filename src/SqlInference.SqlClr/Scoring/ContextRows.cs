using System;
using System.Data;
using System.Data.SqlClient;

namespace SqlInference.SqlClr.Scoring;

/// <summary>What the session that calls sees, under its own rights.</summary>
sealed class ContextRows : IStoredRows, IQuerySource, IDisposable
{
    const string SessionItself = "context connection=true";

    readonly SqlConnection _connection = new(SessionItself);

    public ContextRows() => _connection.Open();

    public IDataReader Read(string read, long after, int count)
    {
        using var command = new SqlCommand(read, _connection);
        command.Parameters.Add("@after", SqlDbType.BigInt).Value = after;
        command.Parameters.Add("@count", SqlDbType.Int).Value = count;
        return command.ExecuteReader();
    }

    public void Write(string write, string answers)
    {
        using var command = new SqlCommand(write, _connection);
        command.Parameters.Add("@answers", SqlDbType.NVarChar, -1).Value = answers;
        command.ExecuteNonQuery();
    }

    public IDataReader Run(string query)
    {
        using var command = new SqlCommand(query, _connection);
        return command.ExecuteReader();
    }

    public void Dispose() => _connection.Dispose();
}
