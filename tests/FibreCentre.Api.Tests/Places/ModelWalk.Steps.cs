using System.Collections.Concurrent;
using System.Globalization;
using FibreCentre.Api.Features.Places;
using FibreCentre.Api.Features.Timetable;
using FibreCentre.Api.Security;
using FibreCentre.Api.Tests.Support;
using FibreCentre.Domain;
using FibreCentre.Domain.Places;
using MediatR;
using Npgsql;
using Xunit.Abstractions;

namespace FibreCentre.Api.Tests.Places;

/// <summary>What somebody does, through the use cases, and what the model says of it.</summary>
internal sealed partial class ModelWalk
{
    private async Task HoldAsync(int provider, PlacesModel.Cohort cohort, int places)
    {
        var last = _model.Bookings.FindLast(each => each.Provider == provider && each.Cohort == cohort && each.Entry is null && each.HeldUntil is not null);
        var expected = last is { Lapsed: null } ? "one-hold-at-a-time" : last is not null && _model.Now < last.Lapsed!.Value.AddHours(24) ? "hold-again-later"
            : !_model.Sells(cohort) ? "booking-closed" : _model.NamesAreDue(cohort) ? "names-are-due" : places > _model.FreeFor(provider, cohort) ? "not-enough-places" : null;
        var held = await DoAsync("hold", $"{provider} {cohort.Name} {places}", new HoldPlaces(new(cohort.Id), places), Booker(provider), expected);
        if (held is not null) _model.Seat(new() { Id = held.BookingId, Provider = provider, Cohort = cohort, Made = _model.Now, HeldUntil = _model.HoldEnds(places, cohort) }, Nobody(places));
    }

    private async Task BookAsync(int provider, PlacesModel.Cohort cohort, int[] engineers, int unnamed)
    {
        if (engineers.Length + unnamed == 0) return;
        var expected = !_model.Sells(cohort) ? "booking-closed" : unnamed > 0 && _model.NamesAreDue(cohort) ? "names-are-due"
            : engineers.Length + unnamed > _model.FreeFor(provider, cohort) ? "not-enough-places" : engineers.Any(each => !_model.May(each, cohort)) ? "engineers-refused" : null;
        var booked = await DoAsync("book", $"{provider} {cohort.Name} {Say(engineers)} and {unnamed}", new BookPlaces(new(cohort.Id), "PO", Ids(engineers), [], unnamed), Booker(provider), expected);
        if (booked is not null) _model.Seat(new() { Id = booked.BookingId, Provider = provider, Cohort = cohort, Made = _model.Now }, [.. engineers.Select(each => (int?)each), .. Nobody(unnamed)]);
    }

    private async Task ConfirmAsync(PlacesModel.Booking? booking)
    {
        if (booking is null) return;
        var expected = !_model.Sells(booking.Cohort) ? "booking-closed" : NotHeld(booking) ?? (_model.NamesAreDue(booking.Cohort) ? "names-are-due" : null);
        if (await DoAsync(booking.Entry is null ? "confirm" : "confirm offer", $"{booking.Id}", new ConfirmHold(new(booking.Id!.Value), "PO"), Booker(booking.Provider), expected) is not null) _model.Order(booking);
    }

    private async Task ReleaseAsync(PlacesModel.Booking? booking)
    {
        if (booking is null) return;
        var expected = booking.Lapsed is not null ? Over(booking) : booking.HeldUntil is null ? "already-booked" : null;
        if (await DoAsync(booking.Entry is null ? "release" : "decline", $"{booking.Id}", new ReleaseHold(new(booking.Id!.Value)), Booker(booking.Provider), expected) is null) return;
        _model.Lapse(booking, "left");
        _model.Give(booking.Cohort);
    }

    private async Task NameAsync(PlacesModel.Booking? booking, int count)
    {
        if (booking is null) return;
        var engineers = Engineers(booking.Provider, count);
        var held = _model.Places.Count(each => each.Booking == booking && each.State == "held");
        var open = held + _model.Places.Count(each => each.Booking == booking && each.State == "confirmed" && each.Trainee is null);
        var expected = !_model.Sells(booking.Cohort) ? "booking-closed" : booking.HeldUntil is not null && NotHeld(booking) is { } over ? over
            : booking.HeldUntil is not null && _model.NamesAreDue(booking.Cohort) && engineers.Length < held ? "names-are-due" : engineers.Length > open ? "no-open-places" : engineers.Any(each => !_model.May(each, booking.Cohort)) ? "engineers-refused" : null;
        if (await DoAsync("name", $"{booking.Id} {Say(engineers)}", new NamePlaces(new(booking.Id!.Value), Ids(engineers), [], "PO"), Booker(booking.Provider), expected) is null) return;
        if (booking.HeldUntil is not null) _model.Order(booking);
        foreach (var engineer in engineers)
        {
            // Which of the places without a name it is, one of those kept or one of the others, is the product's to choose.
            var kept = (await RowsAsync("select allocation_id is not null from place where booking_id = $1 and trainee_id = $2 and state = 'confirmed'", row => row.GetBoolean(0), booking.Id!, _trainees[engineer])).Single();
            var place = _model.Places.Find(each => each.Booking == booking && each.State == "confirmed" && each.Trainee is null && each.Allocation is not null == kept) ?? throw new DifferenceException("a place was named that was not there");
            place.Trainee = engineer;
        }
    }

    private async Task CancelAsync(PlacesModel.Place? place)
    {
        if (place is null) return;
        var expected = !place.IsThere ? "already-cancelled" : _model.Now >= place.Booking.Cohort.Begins ? "cohort-has-begun" : null;
        if (await DoAsync("cancel", Say(place), new CancelPlace(await IdOfAsync(place)), Booker(place.Booking.Provider), expected) is null) return;
        _model.End(place, "cancelled");
        _model.Give(place.Booking.Cohort);
    }

    private async Task TransferAsync(PlacesModel.Place? place)
    {
        if (place is null) return;
        var (from, to, provider) = (place.Booking.Cohort, _model.Cohorts.Single(each => each != place.Booking.Cohort), place.Booking.Provider);
        var expected = place.State == "held" ? "place-not-confirmed" : !place.IsThere ? "already-cancelled" : !_model.Sells(to) ? "booking-closed" : place.Trainee is null && _model.NamesAreDue(to) ? "names-are-due"
            : _model.FreeFor(provider, to) < 1 ? "not-enough-places" : place.Trainee is { } engineer && !_model.May(engineer, to, leaving: from) ? "engineers-refused" : _model.Now >= from.Begins ? "cohort-has-begun" : null;
        var moved = await DoAsync("transfer", Say(place), new TransferPlace(await IdOfAsync(place), new(to.Id)), Booker(provider), expected);
        if (moved is null) return;
        _model.End(place, "transferred");
        _model.Seat(new() { Id = moved.BookingId, Provider = provider, Cohort = to, Made = _model.Now }, [place.Trainee]);
        _model.Give(from);
    }

    private async Task SubstituteAsync(PlacesModel.Place? place)
    {
        if (place is null) return;
        var engineer = Engineers(place.Booking.Provider, 1)[0];
        var expected = place.Trainee == engineer ? "same-engineer" : !_model.May(engineer, place.Booking.Cohort) ? "engineers-refused" : !place.IsThere ? "already-cancelled" : place.Trainee is null ? "place-not-named"
            : _model.Now >= place.Booking.Cohort.Begins ? "cohort-has-begun" : null;
        if (await DoAsync("substitute", $"{Say(place)} by {engineer}", new SubstituteEngineer(await IdOfAsync(place), _trainees[engineer]), Booker(place.Booking.Provider), expected) is not null) place.Trainee = engineer;
    }

    private async Task JoinAsync(int provider, PlacesModel.Cohort cohort, int places, bool together, bool automatic, bool named)
    {
        var engineers = named ? Engineers(provider, places) : [];
        var free = _model.FreeFor(provider, cohort);
        var expected = !_model.Sells(cohort) ? "booking-closed" : _model.Entries.Exists(each => each.Provider == provider && each.Cohort == cohort && each.State == "waiting") ? "already-waiting"
            : free >= places || (free > 0 && !together) ? "places-are-free" : engineers.Length == 0 && _model.NamesAreDue(cohort) ? "names-are-due" : engineers.Any(each => !_model.May(each, cohort)) ? "engineers-refused" : null;
        var joined = await DoAsync(
            "join", $"{provider} {cohort.Name} {places}{(together ? " together" : "")}{(automatic ? " automatic" : "")} {Say(engineers)}",
            new JoinWaitingList(new(cohort.Id), places, together, automatic, automatic ? "PO" : null, Ids(engineers)), Booker(provider), expected);
        if (joined is not null) _model.Entries.Add(new() { Id = joined.Id, Provider = provider, Cohort = cohort, Places = places, Together = together, Automatic = automatic, Named = engineers });
    }

    /// <summary>What only rarely comes by itself: one has places kept, waits for one more than it could take, and somebody gives a place up.</summary>
    private async Task WaitBesideKeptAsync(int provider, PlacesModel.Cohort cohort)
    {
        if (_model.Live(provider, cohort) is null) await KeepAsync(provider, cohort, 1, _random.Next(1, 20));
        await ResolveAsync();
        await JoinAsync(provider, cohort, _model.FreeFor(provider, cohort) + 1, together: true, automatic: _random.Next(2) == 0, named: false);
        await CancelAsync(One(_model.Places.FindAll(each => each.IsThere && each.Booking.Cohort == cohort)));
    }

    private async Task LeaveAsync(PlacesModel.Entry? entry)
    {
        if (entry is null) return;
        if (await DoAsync("leave", $"{entry.Id}", new LeaveWaitingList(new(entry.Id)), Booker(entry.Provider), entry.State == "waiting" ? null : "not-waiting") is not null) entry.State = "left";
    }

    private async Task KeepAsync(int provider, PlacesModel.Cohort cohort, int places, int days)
    {
        var (day, at) = Day(days);
        var expected = !PlacesModel.GoesOn(cohort) ? "cohort-cannot-change" : _model.Live(provider, cohort) is not null ? "allocation-there" : at <= _model.Now || at > cohort.Begins ? "release-out-of-range"
            : places > _model.Free(cohort) ? "not-enough-to-keep" : null;
        var kept = await DoAsync("keep", $"{provider} {cohort.Name} {places} until {day:d}", new KeepPlaces(new(cohort.Id), new(_providers[provider]), places, day), _centre.Cast.Coordinator.Actor, expected);
        if (kept is null) return;
        _model.Allocations.Add(new() { Id = kept.AllocationId, Provider = provider, Cohort = cohort, Places = places, ReleaseAt = at });
        _model.Give(cohort);
    }

    private async Task ChangeKeptAsync(PlacesModel.Allocation? allocation, int places, int days)
    {
        if (allocation is null) return;
        var (day, at) = Day(days);
        var expected = allocation.Released ? "allocation-released" : places < _model.Used(allocation) ? "allocation-used" : at <= _model.Now || at > allocation.Cohort.Begins ? "release-out-of-range"
            : places - allocation.Places > _model.Free(allocation.Cohort) ? "not-enough-to-keep" : null;
        if (await DoAsync("change kept", $"{allocation.Id} {places}", new ChangeAllocation(new(allocation.Id), places, day), _centre.Cast.Coordinator.Actor, expected) is null) return;
        (allocation.Places, allocation.ReleaseAt) = (places, at);
        _model.Give(allocation.Cohort);
    }

    private async Task LetGoAsync(PlacesModel.Allocation? allocation)
    {
        if (allocation is null) return;
        if (await DoAsync("let go", $"{allocation.Id}", new ReleaseAllocation(new(allocation.Id)), _centre.Cast.Coordinator.Actor, allocation.Released ? "allocation-released" : null) is null) return;
        allocation.Released = true;
        _model.Give(allocation.Cohort);
    }

    private async Task CapacityAsync(PlacesModel.Cohort cohort, int capacity)
    {
        var grows = capacity > cohort.Capacity;
        var expected = !PlacesModel.GoesOn(cohort) ? "cohort-cannot-change" : capacity < _model.Taken(cohort) + _model.Kept(cohort) ? "capacity-below-places" : null;
        if (await DoAsync("capacity", $"{cohort.Name} {capacity}", new ChangeCapacity(new(cohort.Id), capacity), _centre.Cast.Coordinator.Actor, expected) is null) return;
        cohort.Capacity = capacity;
        if (grows) _model.Give(cohort);
    }

    private async Task GoAheadAsync(PlacesModel.Cohort cohort)
    {
        if (await DoAsync("go ahead", $"{cohort.Name}", new ConfirmCohort(new(cohort.Id)), _centre.Cast.Coordinator.Actor, cohort.State == "open" ? null : "cohort-not-open") is not null) cohort.State = "confirmed";
    }

    private async Task CallOffAsync(PlacesModel.Cohort cohort, bool move)
    {
        var target = move ? _model.Cohorts.Single(each => each != cohort) : null;
        // Places kept first where somebody is to go: what only rarely comes by itself.
        if (target is not null && _random.Next(2) == 0 && One(_model.Places.FindAll(each => each.Booking.Cohort == cohort && each.State == "confirmed")) is { } going) await KeepAsync(going.Booking.Provider, target, _random.Next(1, 3), _random.Next(1, 8));
        var expected = target is not null && !_model.Sells(target) ? "booking-closed" : target is not null && _model.Free(target) <= 0 && !_model.Allocations.Exists(each => each.Cohort == target && _model.Left(each) > 0 && _model.Places.Exists(place => place.Booking.Cohort == cohort && place.Booking.Provider == each.Provider && place.State == "confirmed")) ? "no-room-there" : !_model.Sells(cohort) ? "cohort-cannot-change" : null;
        var inLine = await PlacesInLineAsync(cohort);
        var decided = await DoAsync(move ? "call off and move" : "call off", $"{cohort.Name}", new CancelCohort(new(cohort.Id), target is null ? null : new(target.Id)), _centre.Cast.Coordinator.Actor, expected);
        if (decided is null) return;
        _model.CallOff(cohort, target, inLine);
        if (decided.PlacesMoved > 0) _outcomes.AddOrUpdate("call off: somebody moved", 1, (_, count) => count + 1);
        if (_model.Places.TakeLast(decided.PlacesMoved).Any(each => each.Allocation is not null)) _outcomes.AddOrUpdate("call off: into what was kept", 1, (_, count) => count + 1);
    }

    /// <summary>Places booked in one moment have an order of the database's own.</summary>
    private async Task<List<PlacesModel.Place>> PlacesInLineAsync(PlacesModel.Cohort cohort)
    {
        var rest = _model.Places.FindAll(each => each.Booking.Cohort == cohort && each.IsThere);
        var inLine = new List<PlacesModel.Place>();
        foreach (var (booking, trainee) in await RowsAsync("select booking_id, trainee_id from place where cohort_id = $1 and state <> 'cancelled' order by booked_at, id", row => (row.GetGuid(0), row.IsDBNull(1) ? (Guid?)null : row.GetGuid(1)), cohort.Id))
        {
            var place = rest.Find(each => each.Booking.Id == booking && (each.Trainee is { } index ? _trainees[index] : null) == trainee) ?? throw new DifferenceException("a place is in the database that is not in the model");
            rest.Remove(place);
            inLine.Add(place);
        }
        return inLine;
    }

    /// <summary>A while, or to the very moment something ends.</summary>
    private Task PassTimeAsync()
    {
        var ends = _model.Bookings.Where(each => each.IsHeld).Select(each => each.HeldUntil!.Value).Concat(_model.Cohorts.Select(each => each.NamesDue)).Concat(_model.Allocations.Select(each => each.ReleaseAt)).Where(each => each > _model.Now).ToList();
        _model.Now = ends.Count > 0 && _random.Next(2) == 0 ? ends.Min() : _model.Now.AddMinutes(new[] { 10, 60, 300, 24 * 60, 3 * 24 * 60 }[_random.Next(5)]);
        _clock.Now = _model.Now;
        _told.Add($"it is {_clock.Now:yyyy-MM-dd HH:mm:ss}");
        return _random.Next(3) == 0 ? Task.CompletedTask : TendAsync(_model.Cohorts[0]);
    }

    private async Task TendAsync(PlacesModel.Cohort cohort)
    {
        await DoAsync("tend", $"{cohort.Name}", new TendCohort(new(cohort.Id)), Actor.System, null);
        _model.Tend(cohort);
    }

    // ---- Asking and looking -----------------------------------------------------------------------------------------------------------------
}
