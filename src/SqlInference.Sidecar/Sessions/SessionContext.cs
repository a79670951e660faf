using System.Collections.Concurrent;
using SqlInference.Engines.DuckDb;
using SqlInference.PostgresWire.Framing;
using SqlInference.PostgresWire.Messages;
using SqlInference.Service.Embedded;
using SqlInference.Sidecar.Access;
using SqlInference.Sidecar.Rows;
using SqlInference.Sidecar.Settings;
using SqlInference.Sidecar.Statements;

namespace SqlInference.Sidecar.Sessions;

/// <summary>What the parts of a session share.</summary>
sealed class SessionContext : IDisposable
{
    readonly ConcurrentQueue<Report> _notices = new();

    public SessionContext(EmbeddedEngine engine, SidecarLogin login, MessageReader input, MessageWriter output, Interruption interruption, StatementLog log)
    {
        Login = login;
        Input = input;
        Output = output;
        Interruption = interruption;
        Log = log;
        Embedded = engine.Connect(login.Embedded, text => Notice(new(Severity.Notice, "00000", text)));
        Transaction = new(Connection, login.IsReadOnly);
        Settings = new(this);
    }

    public SidecarLogin Login { get; }

    public MessageReader Input { get; }

    public MessageWriter Output { get; }

    public Interruption Interruption { get; }

    public StatementLog Log { get; }

    public EmbeddedSession Embedded { get; }

    public DuckDbConnection Connection => Embedded.Connection;

    public Transaction Transaction { get; }

    public SettingKeeper Settings { get; }

    public Dictionary<string, PreparedStatement> Statements { get; } = [];

    public Dictionary<string, Portal> Portals { get; } = [];

    /// <summary>The portal whose rows the engine is computing: the connection is its until they are read or parked.</summary>
    public Portal? Streaming { get; private set; }

    public void Notice(Report notice) => _notices.Enqueue(notice);

    /// <summary>Writes what has been noticed since the last time.</summary>
    public void WriteNotices()
    {
        while (_notices.TryDequeue(out var notice))
            Output.Write(notice);
    }

    public void Streams(Portal portal) => Streaming = portal;

    /// <summary>Has the connection free for another statement: rows that are left of the one before are put aside.</summary>
    public async ValueTask FreeConnectionAsync(CancellationToken cancellation)
    {
        if (Streaming is not { Rows: { } rows } portal)
            return;
        Streaming = null;
        if (portal.IsOver)
            rows.Dispose();
        else
            portal.Rows = await ParkedRows.ParkAsync(rows, cancellation).ConfigureAwait(false);
    }

    /// <summary>A portal is not wanted any more.</summary>
    public void Close(Portal portal)
    {
        if (Streaming == portal)
            Streaming = null;
        portal.Dispose();
    }

    public void ClosePortals(Func<Portal, bool> which)
    {
        foreach (var (name, portal) in Portals.Where(entry => which(entry.Value)).ToArray())
        {
            Portals.Remove(name);
            Close(portal);
        }
    }

    public void Dispose()
    {
        ClosePortals(_ => true);
        Embedded.Dispose();
    }
}
