using SqlInference.Inference.Scoring;

namespace SqlInference.Inference.Tests.Scoring;

public sealed class AnswerCacheTests
{
    [Fact]
    public void Keys_that_meet_by_chance_do_not_evict_each_other_while_there_is_room()
    {
        var cache = new AnswerCache(1 << 12);
        var random = new Random(1);
        var keys = Enumerable.Range(0, 1 << 10).Select(_ => ((ulong)random.NextInt64(), (ulong)random.NextInt64())).ToArray();
        foreach (var (first, second) in keys)
            cache.Add(first, second, first + second);

        var found = keys.Count(key => cache.TryGet(key.Item1, key.Item2, out var answer) && answer == key.Item1 + key.Item2);

        Assert.InRange(found, keys.Length - 10, keys.Length);
    }

    [Fact]
    public void A_full_cache_makes_room_for_new_keys()
    {
        var cache = new AnswerCache(16);
        for (var i = 0UL; i < 100; i++)
        {
            cache.Add(i << 32, i, ~i);
            Assert.True(cache.TryGet(i << 32, i, out var answer));
            Assert.Equal(~i, answer);
        }
    }
}
