using System.Data.Common;
using Dapper;

namespace SqlInference.Catalog.Store;

/// <summary>One transaction on the catalog and the instant at which it happens.</summary>
sealed class CatalogSession(DbTransaction transaction, Func<DateTimeOffset> clock)
{
    DateTimeOffset? _now;

    public DbTransaction Transaction => transaction;

    public DbConnection Connection => transaction.Connection!;

    /// <summary>The same for all of the transaction; asked for at the first use, because a clock may be a server away.</summary>
    public DateTimeOffset Now => _now ??= clock();

    public IReadOnlyList<T> Query<T>(string sql, object? parameters = null) => Connection.Query<T>(sql, parameters, transaction).AsList();

    public T? First<T>(string sql, object? parameters = null)
        where T : class => Connection.QueryFirstOrDefault<T>(sql, parameters, transaction);

    /// <summary>Whether something was changed that others have to hear of.</summary>
    public bool HasChanged { get; private set; }

    public int Execute(string sql, object? parameters = null)
    {
        var rows = ExecuteQuietly(sql, parameters);
        HasChanged |= rows > 0;
        return rows;
    }

    /// <summary>For what nobody waits for: leases, times of last use, the audit trail.</summary>
    public int ExecuteQuietly(string sql, object? parameters = null) => Connection.Execute(sql, parameters, transaction);

    public bool Exists(string sql, object? parameters = null) => Connection.ExecuteScalar<int?>(sql, parameters, transaction) is not null;

    public void Audit(string actor, string action, string subject, AuditOutcome outcome, string? detail) => ExecuteQuietly(
        """
        INSERT INTO audit_event (occurred_at, actor, action, subject, outcome, detail)
        VALUES (@Time, @actor, @action, @subject, @Outcome, @detail)
        """,
        new { Time = Now.Ticks, actor, action, subject, Outcome = StoredText.Of(outcome), detail });
}
