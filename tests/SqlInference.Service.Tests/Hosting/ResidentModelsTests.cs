using SqlInference.Errors;
using SqlInference.Service.Hosting;
using SqlInference.TestKit;

namespace SqlInference.Service.Tests.Hosting;

public sealed class ResidentModelsTests
{
    readonly ManualTime _time = new();

    async Task UseAsync(params IEnumerable<ModelSlot> slots)
    {
        foreach (var slot in slots)
        {
            await TestSlots.UseAsync(slot);
            Assert.True(SpinWait.SpinUntil(() => slot.Loaded is not { IsIdle: false }, TimeSpan.FromSeconds(60)));
            _time.Advance(TimeSpan.FromMilliseconds(1));
        }
    }

    [Fact]
    public async Task The_model_that_was_not_used_for_the_longest_time_gives_way()
    {
        var slots = new TestSlots(30, _time);
        ModelSlot[] models = [.. Enumerable.Range(0, 4).Select(i => slots.Slot($"m{i}", 10))];
        await UseAsync(models[0], models[1], models[2], models[0], models[3]);

        Assert.Equal([true, false, true, true], models.Select(model => model.Loaded is not null));
        Assert.True(slots.Made[1].IsDisposed);
        Assert.Equal(new ModelHostSnapshot(3, 30, 30, 1, 4, 4, 1, 1, TimeSpan.FromMilliseconds(4)), slots.State);
    }

    [Fact]
    public async Task Models_asked_for_again_stay_while_many_pass_that_are_asked_for_once()
    {
        var slots = new TestSlots(100, _time);
        ModelSlot[] regulars = [.. Enumerable.Range(0, 8).Select(i => slots.Slot($"regular{i}", 10))];
        await UseAsync(regulars);
        await UseAsync(regulars);
        await UseAsync(Enumerable.Range(0, 50).Select(i => slots.Slot($"passer{i}", 10)));

        Assert.All(regulars, regular => Assert.NotNull(regular.Loaded));
        Assert.Equal(100, slots.State.ResidentBytes);
    }

    [Fact]
    public async Task Regulars_that_are_not_asked_for_any_more_give_way_to_new_ones()
    {
        var slots = new TestSlots(100, _time);
        ModelSlot[] before = [.. Enumerable.Range(0, 10).Select(i => slots.Slot($"before{i}", 10))];
        ModelSlot[] after = [.. Enumerable.Range(0, 8).Select(i => slots.Slot($"after{i}", 10))];
        await UseAsync([.. before, .. before]);
        foreach (var model in after)
            await UseAsync(model, model);

        Assert.All(after, model => Assert.NotNull(model.Loaded));
        Assert.Equal(18, slots.State.Loads);
    }

    [Fact]
    public async Task A_model_in_use_is_not_unloaded_and_what_needs_its_room_waits()
    {
        var slots = new TestSlots(100, _time);
        var (first, second) = (slots.Slot("first", 60), slots.Slot("second", 60));
        var inUse = await TestSlots.EnterAsync(first);
        var waiting = TestSlots.EnterAsync(second);
        Assert.True(SpinWait.SpinUntil(() => slots.Residents.IsPressed, TimeSpan.FromSeconds(60)));
        Assert.False(slots.Made[0].IsDisposed);
        Assert.Single(slots.Made);

        inUse.Leave();
        (await waiting).Leave();
        Assert.True(slots.Made[0].IsDisposed);
        Assert.Equal((1, 60), (slots.State.Resident, slots.State.ResidentBytes));
    }

    [Fact]
    public async Task A_model_that_finds_no_room_is_turned_away_after_a_while_and_let_in_later()
    {
        var slots = new TestSlots(3 << 20, _time);
        var (first, second) = (slots.Slot("local.public.first", 2 << 20), slots.Slot("local.public.second", 2 << 20));
        var inUse = await TestSlots.EnterAsync(first);
        var waiting = TestSlots.EnterAsync(second);
        // The timer is set by the thread that waits.
        while (!waiting.IsCompleted)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        var refusal = await Assert.ThrowsAsync<SqlInferenceException>(() => waiting);
        Assert.Equal(ErrorConditions.QueueFull, refusal.Condition);
        Assert.Equal("Model local.public.second needs 2.0 MiB of memory, but of the 3.0 MiB for models not enough was free or idle within 10 s.", refusal.Message);
        Assert.Equal("Retry later, or raise the setting model_memory.", refusal.Hint);

        inUse.Leave();
        await TestSlots.UseAsync(second);
    }

    [Fact]
    public async Task A_model_larger_than_all_memory_is_refused_and_drives_nobody_out()
    {
        var slots = new TestSlots(100, _time);
        var small = slots.Slot("small", 60);
        await UseAsync(small);

        var refusal = await Assert.ThrowsAsync<SqlInferenceException>(() => TestSlots.EnterAsync(slots.Slot("local.public.large", 3000)));
        Assert.Equal(ErrorConditions.ModelTooLarge, refusal.Condition);
        Assert.Equal("Model local.public.large takes 2.9 KiB of memory; all models together may take 100 bytes.", refusal.Message);
        Assert.Equal("Make the model smaller, or raise the setting model_memory.", refusal.Hint);
        Assert.NotNull(small.Loaded);
    }

    [Fact]
    public async Task Others_make_up_for_a_model_that_is_larger_than_was_expected()
    {
        var slots = new TestSlots(100, _time);
        ModelSlot[] small = [.. Enumerable.Range(0, 9).Select(i => slots.Slot($"m{i}", 10))];
        await UseAsync(small);
        await UseAsync(slots.Slot("grown", 50, expected: 10));

        Assert.Equal(100, slots.State.ResidentBytes);
        Assert.Equal(4, slots.State.Evictions);
    }

    [Fact]
    public async Task A_model_that_is_larger_than_was_expected_waits_for_its_room_where_others_are_in_use()
    {
        var slots = new TestSlots(100, _time);
        var (first, second) = (slots.Slot("first", 60), slots.Slot("second", 50, expected: 10));
        var inUse = await TestSlots.EnterAsync(first);
        var waiting = TestSlots.EnterAsync(second);
        Assert.True(SpinWait.SpinUntil(() => slots.Made.Count == 2 && slots.Made[1].IsDisposed, TimeSpan.FromSeconds(60)));
        Assert.False(waiting.IsCompleted);
        Assert.Equal(60, slots.State.ResidentBytes);

        inUse.Leave();
        (await waiting).Leave();
        Assert.Equal((1, 50), (slots.State.Resident, slots.State.ResidentBytes));

        // By now it is known what it takes, and it is not loaded in vain again.
        inUse = await TestSlots.EnterAsync(first);
        waiting = TestSlots.EnterAsync(second);
        Assert.True(SpinWait.SpinUntil(() => slots.Residents.IsPressed, TimeSpan.FromSeconds(60)));
        inUse.Leave();
        (await waiting).Leave();
        Assert.Equal(5, slots.Made.Count);
    }

    [Fact]
    public async Task Under_any_load_the_models_stay_within_their_memory_and_nobody_meets_one_that_is_gone()
    {
        var slots = new TestSlots(200);
        ModelSlot[] models = [.. Enumerable.Range(0, 300).Select(i => slots.Slot($"m{i}", 5 + i % 7, expected: 4))];
        await Task.WhenAll(Enumerable.Range(0, 8).Select(caller => Task.Run(async () =>
        {
            var random = new Random(caller);
            for (var i = 0; i < 2000; i++)
            {
                var slot = models[(int)(300 * Math.Pow(random.NextDouble(), 3))];
                if (random.Next(50) == 0)
                    slot.Retire();
                var model = await TestSlots.EnterAsync(slot);
                Assert.InRange(slots.State.ResidentBytes, 1, 200);
                if (random.Next(10) == 0)
                    await Task.Yield();
                Assert.Equal(slot, model.Slot);
                Assert.False(model.TryClose());
                model.Leave();
            }
        })));

        slots.Residents.RetireAll();
        Assert.True(SpinWait.SpinUntil(() => slots.State.Resident == 0, TimeSpan.FromSeconds(60)));
        Assert.All(slots.Made, backend => Assert.True(backend.IsDisposed));
        Assert.Equal((0, slots.State.Loads), (slots.State.ResidentBytes, slots.State.Unloads));
        // Who meets a model that is just being closed asks again, and is counted again.
        Assert.InRange(slots.State.Hits + slots.State.Misses, 16000, 16200);
    }
}
