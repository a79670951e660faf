using System.Data.Common;
using SqlInference.Errors;

namespace SqlInference.Catalog.Store;

/// <summary>What differs between the databases that a catalog can live in. All other SQL is common to them.</summary>
interface ICatalogDialect : IDisposable
{
    /// <summary>The folder of the migrations.</summary>
    string Engine { get; }

    /// <summary>Where the catalog is, for messages; no secrets.</summary>
    string Location { get; }

    /// <summary>Makes the database usable for the first statement, creating it where that is this engine's custom.</summary>
    void Prepare();

    DbConnection Open();

    /// <summary>Begins a transaction that sees one state of the catalog and waits for nobody.</summary>
    DbTransaction BeginRead(DbConnection connection);

    /// <summary>
    /// Begins a transaction that no other write transaction of any process runs beside, so that what it checked still
    /// holds when it writes.
    /// </summary>
    DbTransaction BeginWrite(DbConnection connection);

    /// <summary>Ends a failed transaction without hiding why it failed.</summary>
    void RollBack(DbTransaction transaction);

    /// <summary>The time, by the clock of whoever all that share the catalog have in common.</summary>
    DateTimeOffset Now(DbTransaction transaction);

    /// <summary>Whether failed work may be run once more: it was undone, and another attempt may meet better luck.</summary>
    /// <param name="nothingDone">Whether the work had not begun to change anything, or never does.</param>
    bool MayTryAgain(DbException exception, bool nothingDone);

    /// <summary>The tables that are there, whoever made them.</summary>
    IReadOnlyCollection<string> Tables(DbTransaction transaction);

    /// <summary>The end of a query that returns its first rows only.</summary>
    string FirstRows(string countParameter);

    /// <summary>Begins to watch for changes by others.</summary>
    IChangeSignal Watch();

    /// <summary>Writes one state of the catalog into a new SQLite file.</summary>
    void Copy(string path);

    SqlInferenceException Translate(DbException exception);
}
