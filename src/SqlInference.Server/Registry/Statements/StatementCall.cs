using System.Security.Cryptography;
using SqlInference.Catalog;
using SqlInference.Language;
using SqlInference.Server.Access;
using SqlInference.Service.Statements;

namespace SqlInference.Server.Registry.Statements;

/// <summary>A statement with all that its session said about it.</summary>
sealed class StatementCall
{
    readonly StatementEngine _engine;
    readonly ModelStatement _statement;
    readonly StatementContext _context;
    readonly StatementRequest _request;
    readonly List<string> _notices = [];

    public StatementCall(StatementEngine engine, Caller caller, string database, StatementRequest request)
    {
        _engine = engine;
        _statement = engine.Parse(request.Statement);
        _request = request;
        Id = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        _context = engine.ContextOf(database, caller.Principal, caller.IsAdmin, caller.MayCreate, request.SearchPath ?? engine.SearchPath, notice =>
        {
            lock (_notices)
                _notices.Add(notice);
        });
    }

    public string Id { get; }

    public string Database => _context.Database;

    public Principal Owner => _context.Actor;

    /// <summary>Whether somebody runs definitions, and confirms.</summary>
    public bool HasSession => _engine.HasSessions;

    /// <summary>Whether the session goes on while a model is trained.</summary>
    public bool InBackground => HasSession && _request.Background;

    public StatementRun Begin() => _engine.ExecutorFor(_request.Transaction).Begin(_statement, _context);

    /// <summary>Remarks for the person at the keyboard so far.</summary>
    public string[] Notices()
    {
        lock (_notices)
            return [.. _notices];
    }

    /// <summary>The statement as data that outlives this process.</summary>
    public PendingStatement Pending(StatementRun run, IReadOnlyList<string> functions, RunLimits limits) => new()
    {
        Id = Id,
        Database = Database,
        Actor = Owner,
        Transaction = _request.Transaction,
        Version = run.Version,
        Lease = _engine.HasTransactions ? limits.PendingLease : limits.Lease,
        Document = new()
        {
            Statement = _statement.ToString(),
            Tag = run.Tag,
            Engine = _engine.Name,
            SearchPath = _context.SearchPath,
            Roles = Owner.Roles,
            Groups = Owner.Groups,
            IsAdmin = _context.IsAdmin,
            MayCreate = _context.MayCreate,
            Functions = functions,
            Query = run.Query,
            Notices = Notices(),
        },
    };
}
