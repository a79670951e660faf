namespace SqlInference.Catalog.Store;

/// <summary>Finds pending versions that nobody is making any more and fails them.</summary>
static class Interruption
{
    /// <summary>Looks at one model, or at all if <paramref name="modelId"/> is null.</summary>
    public static IReadOnlyList<VersionKey> FailStale(CatalogSession session, CatalogOptions options, string? modelId)
    {
        PendingStore.TakeBackOver(session);
        // A complete version that waits to be confirmed is nobody's work, and its statement's lease counts.
        var pending = session.Query<VersionRow>(
            VersionRow.Select + "WHERE v.state = 'pending' AND v.owner_host IS NOT NULL AND (@modelId IS NULL OR v.model_id = @modelId) ORDER BY v.model_id", new { modelId });
        var failed = new List<VersionKey>();
        foreach (var version in pending)
        {
            var key = new VersionKey(version.ModelId, version.Version);
            // What this process makes it ends itself, unless somebody waits for the model.
            if (modelId is null && version.ToRecord().Process == options.Process)
                continue;
            if (ReasonFor(version.ToRecord(), options.Process, session.Now) is not { } reason)
            {
                Shorten(session, key, session.Now + options.LeaseDuration);
                continue;
            }

            VersionStore.MarkFailed(session, key, reason);
            var name = VersionStore.NameOf(ModelStore.RowById(session, key.ModelId)!);
            session.Audit(version.CreatedBy, "RECONCILE MODEL", name.ToString(), AuditOutcome.Failed, $"version {key.Number}: {reason}");
            failed.Add(key);
        }

        return failed;
    }

    // A lease that ends later than any that is taken now was taken before the clock was set back. Whoever lives renews it
    // in time; a holder that is gone is not waited for as long as the clock went back.
    static void Shorten(CatalogSession session, VersionKey key, DateTimeOffset longest) => session.ExecuteQuietly(
        "UPDATE model_version SET lease_until = @Ticks WHERE model_id = @ModelId AND version = @Number AND lease_until > @Ticks",
        new { key.ModelId, key.Number, longest.Ticks });

    static string? ReasonFor(VersionRecord version, ProcessIdentity self, DateTimeOffset now)
    {
        var step = version.CompletedAt is not null ? "its function was in place" : "it was complete";
        return version.Process! != self && version.Process!.IsKnownToBeGone()
            ? $"interrupted: the process {version.Process} ended before {step}; run CREATE MODEL again"
            : version.LeaseUntil <= now
            ? $"interrupted: the process {version.Process} gave no sign after {version.LeaseUntil:u} and before {step}; run CREATE MODEL again"
            : null;
    }
}
