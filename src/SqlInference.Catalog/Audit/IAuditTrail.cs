namespace SqlInference.Catalog;

/// <summary>
/// The append-only record of what was done. Whatever the catalog changes it records itself, in the same
/// transaction; callers add what was denied or failed before it came so far.
/// </summary>
public interface IAuditTrail
{
    void Record(string actor, string action, string subject, AuditOutcome outcome, string? detail = null);

    /// <summary>The newest records, newest first.</summary>
    IReadOnlyList<AuditRecord> Newest(int count);
}
