namespace SqlInference.Catalog;

/// <summary>What this process has seen of one token, however often the catalog is read again.</summary>
sealed class TokenUse
{
    long _lastUsed;
    volatile bool _expired;

    /// <summary>Whether the token is good now. Once it was seen to have expired, a clock that is set back does not revive it.</summary>
    public TokenRefusal Check(TokenRecord token, DateTimeOffset now)
    {
        if (token.RevokedAt is not null)
        {
            return TokenRefusal.Revoked;
        }

        if (_expired || now >= token.ExpiresAt)
        {
            _expired = true;
            return TokenRefusal.Expired;
        }

        // Once a second is enough for a time that is kept to the minute; many threads use the same token.
        if (now.UtcTicks - Volatile.Read(ref _lastUsed) is < 0 or > TimeSpan.TicksPerSecond)
        {
            Volatile.Write(ref _lastUsed, now.UtcTicks);
        }

        return TokenRefusal.None;
    }

    /// <summary>When the token was used since the last call; null if it was not.</summary>
    public DateTimeOffset? TakeLastUse() => Interlocked.Exchange(ref _lastUsed, 0) is var ticks and not 0 ? new(ticks, TimeSpan.Zero) : null;
}
