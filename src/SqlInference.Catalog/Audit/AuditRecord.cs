namespace SqlInference.Catalog;

/// <summary>Who did what to which thing. Details name versions, functions and grantees; never rows, URLs or secrets.</summary>
public sealed record AuditRecord(
    long Id, DateTimeOffset Time, string Actor, string Action, string Subject, AuditOutcome Outcome, string? Detail);
