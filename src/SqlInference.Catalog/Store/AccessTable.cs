using SqlInference.Errors;

namespace SqlInference.Catalog.Store;

/// <summary>What is done alike with tokens and with keys. All names are our own.</summary>
/// <param name="Table">The table.</param>
/// <param name="What">What a row is called in messages.</param>
/// <param name="Action">What it is called in the audit trail.</param>
sealed record AccessTable(string Table, string What, string Action)
{
    /// <summary>Checks a request and that its name is free; an expired holder of the name makes room.</summary>
    public void MakeRoom(CatalogSession session, NewAccess request)
    {
        AccessRules.Check(What, request, session.Now);
        var taken = session.First<Holder>(
            $"SELECT id AS Id, expires_at AS ExpiresAt FROM {Table} WHERE name = @Name AND revoked_at IS NULL", new { request.Name });
        if (taken is null)
        {
            return;
        }

        if (taken.ExpiresAt is not { } end || end > session.Now.Ticks)
        {
            throw new SqlInferenceException(
                ErrorConditions.TokenExists,
                $"The name '{request.Name}' belongs to another {What} ({taken.Id}).",
                "Choose another name, or revoke that one first.");
        }

        End(session, taken.Id, request.Name, request.Actor, "it had expired");
    }

    public void AuditCreation(CatalogSession session, NewAccess request, string id) => session.Audit(
        request.Actor, $"CREATE {Action}", request.Name, AuditOutcome.Succeeded,
        $"{id}, {StoredText.Of(request.Role)}, {(request.Database is { } database ? $"database {database}" : "all databases")}"
        + (request.ExpiresAt is { } end ? $", until {end:u}" : ""));

    /// <summary>Revokes by name or id and returns the id.</summary>
    public string Revoke(CatalogSession session, string nameOrId, string actor)
    {
        var holder = session.First<Holder>(
            $"SELECT id AS Id, name AS Name FROM {Table} WHERE (name = @nameOrId OR id = @nameOrId) AND revoked_at IS NULL ORDER BY CASE WHEN name = @nameOrId THEN 0 ELSE 1 END",
            new { nameOrId }) ?? throw Unknown(session, nameOrId);
        End(session, holder.Id, holder.Name, actor, null);
        return holder.Id;
    }

    public void Touch(CatalogStore store, IReadOnlyCollection<KeyValuePair<string, DateTimeOffset>> lastUsed) =>
        store.Write($"touch {What}", session =>
        {
            foreach (var (id, time) in lastUsed)
            {
                session.ExecuteQuietly(
                    $"UPDATE {Table} SET last_used_at = @Ticks WHERE id = @id AND COALESCE(last_used_at, 0) < @Ticks", new { id, Ticks = time.UtcTicks });
            }
        });

    void End(CatalogSession session, string id, string name, string actor, string? why)
    {
        session.Execute($"UPDATE {Table} SET revoked_at = @Now WHERE id = @id", new { id, Now = session.Now.Ticks });
        session.Audit(actor, $"REVOKE {Action}", name, AuditOutcome.Succeeded, why is null ? id : $"{id}, {why}");
    }

    SqlInferenceException Unknown(CatalogSession session, string nameOrId)
    {
        var question = NearestNames.Question(nameOrId, session.Query<string>($"SELECT name FROM {Table} WHERE revoked_at IS NULL"));
        var general = $"'sqlinference {What.Split(' ')[^1]} list' shows those that there are.";
        return new SqlInferenceException(
            ErrorConditions.UnknownToken,
            $"There is no {What} named '{Shown(nameOrId)}' that could be revoked.",
            question is null ? general : $"{question} {general}");
    }

    // Somebody may have given the text of a token in place of its name.
    static string Shown(string nameOrId) => TokenText.TryParse(nameOrId, out var id, out _) ? $"sqi_{id}_…" : nameOrId;

    sealed class Holder
    {
        public string Id { get; set; } = "";

        public string Name { get; set; } = "";

        public long? ExpiresAt { get; set; }
    }
}
