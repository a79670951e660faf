namespace SqlInference.Catalog.Store;

/// <summary>A pending statement as selected.</summary>
sealed class PendingRow
{
    public const string Select =
        """
        SELECT id AS Id, database_name AS DatabaseName, actor AS Actor, transaction_id AS TransactionId, state AS State, model_id AS ModelId, version AS Number,
               document AS Document, failure AS Failure, lease_ticks AS LeaseTicks, lease_until AS LeaseUntil
        FROM pending_statement

        """;

    public string Id { get; set; } = "";

    public string DatabaseName { get; set; } = "";

    public string Actor { get; set; } = "";

    public string? TransactionId { get; set; }

    public string State { get; set; } = "";

    public string? ModelId { get; set; }

    public int? Number { get; set; }

    public string Document { get; set; } = "";

    public string? Failure { get; set; }

    public long LeaseTicks { get; set; }

    public long LeaseUntil { get; set; }

    public bool IsAwaiting => State == "awaiting";

    public VersionKey? Version => ModelId is null ? null : new(ModelId, Number!.Value);

    public PendingStatement ToRecord(DateTimeOffset now)
    {
        var document = StoredText.PendingDocument(Document);
        return new()
        {
            Id = Id,
            Database = DatabaseName,
            Actor = new(Actor, document.Roles, document.Groups),
            Transaction = TransactionId,
            // Whether somebody has swept already makes no difference.
            State = IsAwaiting && LeaseUntil <= now.Ticks ? PendingState.TakenBack : StoredText.Enum<PendingState>(State),
            Version = Version,
            Document = document,
            Failure = Failure is null ? null : StoredText.PendingFailure(Failure),
            Lease = new(LeaseTicks),
        };
    }
}
