using SqlInference.Errors;
using SqlInference.TestKit;

namespace SqlInference.Service.Tests.Hosting;

public sealed class ModelSlotTests
{
    readonly ManualTime _time = new();

    [Fact]
    public async Task However_many_ask_for_a_model_it_is_loaded_once()
    {
        var slots = new TestSlots(null);
        var ready = new TaskCompletionSource();
        var slot = slots.Slot("m", 10, () => ready.Task);

        var asking = Enumerable.Range(0, 50).Select(_ => Task.Run(() => TestSlots.EnterAsync(slot))).ToArray();
        ready.SetResult();
        var models = await Task.WhenAll(asking);

        Assert.Single(models.Distinct());
        Assert.Single(slots.Made);
        Assert.Equal((1, 10), (slots.State.Loads, slots.State.ResidentBytes));
        foreach (var model in models)
            model.Leave();
        Assert.True(models[0].IsIdle);
    }

    [Fact]
    public async Task A_failure_is_told_to_all_who_wait_and_soon_forgotten()
    {
        var slots = new TestSlots(100, _time);
        var outcome = new TaskCompletionSource();
        var loads = 0;
        var slot = slots.Slot("m", 10, () =>
        {
            loads++;
            return outcome.Task;
        });
        var asking = Enumerable.Range(0, 5).Select(_ => slot.EnterAsync(TestSlots.Anybody)).ToArray();
        outcome.SetException(new SqlInferenceException(ErrorConditions.ModelFileMissing, "It is gone.", "Put it back."));

        foreach (var task in asking)
            Assert.Equal("It is gone.", (await Assert.ThrowsAsync<SqlInferenceException>(() => task)).Message);
        Assert.Equal("Put it back.", (await Assert.ThrowsAsync<SqlInferenceException>(() => TestSlots.EnterAsync(slot))).Hint);
        Assert.Equal(1, loads);
        Assert.Equal(0, slots.State.ResidentBytes);

        _time.Advance(TimeSpan.FromMilliseconds(200));
        outcome = new();
        outcome.SetResult();
        await TestSlots.UseAsync(slot);
        Assert.Equal(2, loads);
    }

    [Fact]
    public async Task Who_gives_up_on_a_load_hears_so_at_once_and_the_others_get_their_model()
    {
        var slots = new TestSlots(null);
        var ready = new TaskCompletionSource();
        var slot = slots.Slot("m", 10, () => ready.Task);
        using var cancellation = new CancellationTokenSource();
        var impatient = TestSlots.EnterAsync(slot, cancellation: cancellation.Token);
        var patient = TestSlots.EnterAsync(slot);

        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => impatient);
        Assert.False(patient.IsCompleted);

        ready.SetResult();
        var model = await patient;
        Assert.False(model.IsIdle);
        model.Leave();
        // The load itself may be the last to leave.
        Assert.True(SpinWait.SpinUntil(() => model.IsIdle, TimeSpan.FromSeconds(60)));
    }

    [Fact]
    public async Task A_deadline_that_passes_while_a_model_is_loaded_is_said_to_have_passed()
    {
        var slots = new TestSlots(null, _time);
        var ready = new TaskCompletionSource();
        var slot = slots.Slot("local.public.m", 10, () => ready.Task);
        var asking = TestSlots.EnterAsync(slot, deadline: _time.GetUtcNow().AddSeconds(2));
        _time.Advance(TimeSpan.FromSeconds(2));

        var late = await Assert.ThrowsAsync<SqlInferenceException>(() => asking);
        Assert.Equal(ErrorConditions.DeadlineExceeded, late.Condition);
        Assert.Equal("Model 'local.public.m' was not in memory, and the request's time was over before it was loaded.", late.Message);
        Assert.Equal("Retry, or give the first request more time.", late.Hint);
        ready.SetResult();
        await TestSlots.UseAsync(slot);
        Assert.Single(slots.Made);
    }

    [Fact]
    public async Task A_model_that_nobody_needs_goes_with_its_last_request_and_comes_back_if_asked_for()
    {
        var slots = new TestSlots(null);
        var slot = slots.Slot("m", 10);
        var (first, second) = (await TestSlots.EnterAsync(slot), await TestSlots.EnterAsync(slot));

        slot.Retire();
        first.Leave();
        Assert.False(slots.Made[0].IsDisposed);
        second.Leave();
        Assert.True(SpinWait.SpinUntil(() => slots.Made[0].IsDisposed, TimeSpan.FromSeconds(60)));
        Assert.Null(slot.Loaded);
        Assert.Equal((0, 0, 1, 0), (slots.State.Resident, slots.State.ResidentBytes, slots.State.Unloads, slots.State.Evictions));

        await TestSlots.UseAsync(slot);
        Assert.Equal(2, slots.Made.Count);
    }

    [Fact]
    public async Task A_model_that_is_not_needed_any_more_while_it_is_loaded_serves_those_who_wait_and_goes()
    {
        var slots = new TestSlots(null);
        var ready = new TaskCompletionSource();
        var slot = slots.Slot("m", 10, () => ready.Task);
        var asking = TestSlots.EnterAsync(slot);
        slot.Retire();
        ready.SetResult();

        var model = await asking;
        Assert.False(slots.Made[0].IsDisposed);
        model.Leave();
        Assert.True(SpinWait.SpinUntil(() => slots.Made[0].IsDisposed, TimeSpan.FromSeconds(60)));
    }
}
