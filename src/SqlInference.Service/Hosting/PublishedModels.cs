using System.Collections.Concurrent;
using System.Globalization;
using SqlInference.Catalog;
using SqlInference.Errors;

namespace SqlInference.Service.Hosting;

/// <summary>
/// Finds models by their name on the wire. What was found answers until the catalog changes, whoever changes it; then one
/// look at the catalog is for all models. Where a model that is in memory has got another version, the old one answers
/// until the new one is in memory too. Safe for use by many threads.
/// </summary>
public sealed class PublishedModels(InferenceService service) : IDisposable
{
    /// <summary>How long a version asked for by its number is kept after the last request: a query asks for one again and again.</summary>
    static readonly TimeSpan PinnedFor = TimeSpan.FromMinutes(1);

    /// <summary>Changes may come in numbers; requests do not wait for this.</summary>
    static readonly TimeSpan TidyEvery = TimeSpan.FromSeconds(1);

    readonly ConcurrentDictionary<(string WireName, int? Version), PublishedEntry> _entries = [];
    readonly CancellationTokenSource _ended = new();
    readonly Lock _gate = new();
    readonly Lock _tidy = new();
    long _changes;
    volatile bool _listening;
    Task? _tidying;

    TimeProvider Time => service.Options.Time;

    /// <summary>Grows with every change to the catalog: what was read under an earlier one is to be read again.</summary>
    public long Generation
    {
        get
        {
            Listen();
            return Interlocked.Read(ref _changes);
        }
    }

    /// <summary>The catalog has changed: whatever is asked for next is looked up anew, and what is gone is unloaded.</summary>
    public void Forget()
    {
        Interlocked.Increment(ref _changes);
        lock (_gate)
        {
            if (!_ended.IsCancellationRequested)
                _tidying ??= Task.Run(TidyLaterAsync);
        }
    }

    /// <summary>A model by its name as it stands in the request, in one version or in the current one.</summary>
    /// <param name="user">Who asks: only the maker of a version that waits to be confirmed gets it.</param>
    public PublishedModel Get(string wireName, int? version = null, string? user = null)
    {
        var model = Look(wireName, version);
        return !model.IsUnconfirmed || model.Version.CreatedBy == user ? model : throw Unconfirmed(model);
    }

    PublishedModel Look(string wireName, int? version)
    {
        var key = (wireName, version);
        if (!_entries.TryGetValue(key, out var entry))
            entry = new();
        entry.LastUsed = Time.GetTimestamp();
        return entry.Last is { } last && last.Changes == Interlocked.Read(ref _changes) ? last.Model : Check(key, entry);
    }

    /// <summary>Who may call a model by this name, which may not be able to answer; null where there is none.</summary>
    public ModelAccess? FindAccess(string wireName) =>
        service.Catalog.Models.Find(WireNames.Read(wireName)) is { } model ? AccessOf(model) : null;

    public ModelAccess AccessOf(ModelRecord model) => new(model.Name, model.Owner, service.Catalog.Grants.ExecuteGrantees(model));

    /// <summary>The one answer for models that are not there and for those that are not the caller's to see: nobody learns more.</summary>
    public static SqlInferenceException Unknown(string wireName) => new(ErrorConditions.UnknownModel,
        $"There is no model '{wireName}', or it is not for you to see.", "Its owner can run GRANT EXECUTE ON MODEL … TO you.");

    SqlInferenceException Unconfirmed(PublishedModel model) =>
        UnknownVersion(service.Catalog.Models.FindById(model.Model.Id) ?? model.Model, model.Version.Number);

    static SqlInferenceException UnknownVersion(ModelRecord model, int number) => new(
        ErrorConditions.UnknownVersion, $"Model {model.Name} has no version {number} that can answer.",
        $"Its current version is {model.CurrentVersion?.ToString(CultureInfo.InvariantCulture) ?? "none"}.");

    /// <summary>Waits until nothing reads the catalog any more.</summary>
    public void Dispose()
    {
        Task? tidying;
        lock (_gate)
        {
            if (_listening)
                service.Catalog.Changes.Changed -= Forget;
            _ended.Cancel();
            tidying = _tidying;
        }

        tidying?.Wait();
        lock (_tidy)
            _ended.Dispose();
    }

    // Not before somebody asks: an embedded engine has nobody to hear of other processes for.
    void Listen()
    {
        if (_listening)
            return;
        lock (_gate)
        {
            if (_listening || _ended.IsCancellationRequested)
                return;
            service.Catalog.Changes.Changed += Forget;
            _listening = true;
        }
    }

    PublishedModel Check((string WireName, int? Version) key, PublishedEntry entry)
    {
        Listen();
        lock (entry.Gate)
        {
            // Read before the catalog is: should it change meanwhile, what is found is known to be old.
            var changes = Interlocked.Read(ref _changes);
            if (entry.Last is { } last && last.Changes == changes)
                return last.Model;
            try
            {
                var found = Find(WireNames.Read(key.WireName), key.Version, entry.Last?.Model);
                entry.Last = new(InService(entry, found), changes);
            }
            catch (SqlInferenceException exception) when (exception.Condition.Kind is ErrorKind.NotFound or ErrorKind.Conflict)
            {
                Remove(key, entry);
                throw;
            }

            _entries[key] = entry;
            return entry.Last.Model;
        }
    }

    /// <summary>The model that answers now that this one was found in the catalog.</summary>
    PublishedModel InService(PublishedEntry entry, PublishedModel found)
    {
        if (entry.Last?.Model is not { } answering || answering.Deferred == found.Deferred)
        {
            entry.Successor = null;
            return found;
        }

        if (answering.Deferred.Slot.Loaded is null || found.Deferred.Slot.Loaded is not null)
        {
            entry.Successor = null;
            Retire(answering, found);
            return found;
        }

        if (entry.Successor?.Deferred != found.Deferred)
            _ = TakeOverAsync(entry, found);
        entry.Successor = found;
        return answering.With(found.Access);
    }

    // Should the new version not load, it takes over all the same: its requests are told why.
    async Task TakeOverAsync(PublishedEntry entry, PublishedModel successor)
    {
        await successor.Deferred.Slot.WarmAsync().ConfigureAwait(false);
        lock (entry.Gate)
        {
            if (entry.Successor?.Deferred != successor.Deferred || entry.Last is not { } last)
                return;
            Retire(last.Model, entry.Successor);
            entry.Last = last with { Model = entry.Successor };
            entry.Successor = null;
        }
    }

    void Remove((string, int?) key, PublishedEntry entry)
    {
        _entries.TryRemove(new(key, entry));
        if (entry.Last is { } last)
            Retire(last.Model, null);
        (entry.Last, entry.Successor) = (null, null);
    }

    // Who asks for a version by its number goes on being answered from memory.
    void Retire(PublishedModel old, PublishedModel? successor)
    {
        if (old.Deferred != successor?.Deferred && !_entries.Values.Any(other => other.Last is { } last && last.Model != old && last.Model.Deferred == old.Deferred))
            old.Deferred.Slot.Retire();
    }

    async Task TidyLaterAsync()
    {
        try
        {
            await Task.Delay(TidyEvery, Time, _ended.Token).ConfigureAwait(false);
            lock (_gate)
                _tidying = null;
            lock (_tidy)
            {
                if (!_ended.IsCancellationRequested)
                    Tidy();
            }
        }
        catch (Exception exception) when (exception is SqlInferenceException or OperationCanceledException)
        {
            // Every name is looked up by itself when it is asked for.
        }
    }

    /// <summary>Looks at all models at once, and closer only at those that have changed.</summary>
    void Tidy()
    {
        var changes = Interlocked.Read(ref _changes);
        var models = service.Catalog.Models.List().ToDictionary(model => model.Id);
        var grants = service.Catalog.Grants.List()
            .Where(grant => grant is { Privilege: Privilege.Execute, ModelId: not null })
            .ToLookup(grant => grant.ModelId!, grant => grant.Grantee);
        foreach (var (key, entry) in _entries)
        {
            _ended.Token.ThrowIfCancellationRequested();
            if (key.Version is not null && Time.GetElapsedTime(entry.LastUsed) > PinnedFor)
                Forget(key, entry);
            else if (entry.Last is { } last && key.Version is null && models.TryGetValue(last.Model.Model.Id, out var model) && last.Model.IsStill(model))
                Confirm(entry, last, new(Granted(last.Model, model, [.. grants[model.Id]]), changes));
            else
                TryCheck(key, entry);
        }
    }

    void TryCheck((string, int?) key, PublishedEntry entry)
    {
        try
        {
            Check(key, entry);
        }
        catch (SqlInferenceException)
        {
            // Whoever asks next is told.
        }
    }

    static void Confirm(PublishedEntry entry, PublishedEntry.Sighting last, PublishedEntry.Sighting now)
    {
        lock (entry.Gate)
        {
            if (entry.Last == last && entry.Successor is null)
                entry.Last = now;
        }
    }

    void Forget((string, int?) key, PublishedEntry entry)
    {
        lock (entry.Gate)
            Remove(key, entry);
    }

    PublishedModel Find(ModelName name, int? version, PublishedModel? known)
    {
        var models = service.Catalog.Models;
        var model = models.Find(name) ?? throw Unknown(WireNames.Write(name));
        if (known is not null && version is null && known.IsStill(model))
            return Granted(known, model, service.Catalog.Grants.ExecuteGrantees(model));

        var inForce = new ModelsInForce(models);
        var serving = version is { } number ? InVersion(model, number) : inForce.Serving(model);
        if (serving.Version.Definition.Function is null)
        {
            throw new SqlInferenceException(ErrorConditions.ModelNotReady, $"Model {name} has no prediction function.",
                "Read it with SELECT * FROM forecast('model').");
        }

        return new(serving, service.Host.ScorerOf(serving, inForce.Destination(serving)), AccessOf(model));
    }

    static PublishedModel Granted(PublishedModel known, ModelRecord model, IReadOnlyList<Grantee> grantees) =>
        known.Access.IsStill(model.Owner, grantees) ? known : known.With(new(model.Name, model.Owner, grantees));

    ServingVersion InVersion(ModelRecord model, int number)
    {
        var version = service.Catalog.Models.FindVersion(new(model.Id, number));
        if (model.CurrentVersion is null && version is { State: VersionState.Failed } or { State: VersionState.Pending, CompletedAt: null })
            throw ModelErrors.NotReady(model, version, service.Trainings.Find(version.Key)?.Progress);
        if (version is null || !CanAnswer(version))
            throw UnknownVersion(model, number);
        return new(model.ServedBy(version, []), version);
    }

    // Who made a version asks for it in the transaction that decides over it.
    static bool CanAnswer(VersionRecord version) =>
        version.State is VersionState.Ready or VersionState.Retired || version is { State: VersionState.Pending, CompletedAt: not null };
}
