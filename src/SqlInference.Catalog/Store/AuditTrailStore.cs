namespace SqlInference.Catalog.Store;

sealed class AuditTrailStore(CatalogStore store) : IAuditTrail
{
    public void Record(string actor, string action, string subject, AuditOutcome outcome, string? detail = null) =>
        store.Write("audit", session => session.Audit(actor, action, subject, outcome, detail));

    public IReadOnlyList<AuditRecord> Newest(int count) => store.Read(session => (IReadOnlyList<AuditRecord>)[.. session
        .Query<AuditRow>(
            $"""
            SELECT id AS Id, occurred_at AS OccurredAt, actor AS Actor, action AS Action, subject AS Subject,
                   outcome AS Outcome, detail AS Detail
            FROM audit_event ORDER BY id DESC {store.Dialect.FirstRows("@count")}
            """,
            new { count })
        .Select(row => row.ToRecord())]);

    sealed class AuditRow
    {
        public long Id { get; set; }

        public long OccurredAt { get; set; }

        public string Actor { get; set; } = "";

        public string Action { get; set; } = "";

        public string Subject { get; set; } = "";

        public string Outcome { get; set; } = "";

        public string? Detail { get; set; }

        public AuditRecord ToRecord() => new(
            Id, StoredText.Time(OccurredAt), Actor, Action, Subject, StoredText.Enum<AuditOutcome>(Outcome), Detail);
    }
}
