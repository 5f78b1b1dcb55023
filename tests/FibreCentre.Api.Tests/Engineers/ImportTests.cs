using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using FibreCentre.Api.Features.Engineers;
using FibreCentre.Api.Features.Places;
using FibreCentre.Api.Tests.Support;
using FibreCentre.Domain.Providers;
using Npgsql;

namespace FibreCentre.Api.Tests.Engineers;

public sealed class ImportTests(TestCentre centre) : IClassFixture<TestCentre>
{
    private const string Header = "First name,Last name,E-mail,Date of birth,Employee no,Photo ID";
    private static int _files;

    private HttpClient Booker => centre.ClientOf(centre.Cast.NorthBooker);

    [Fact]
    public async Task A_preview_says_of_every_row_what_it_is_and_records_nobody()
    {
        var file = NextFile();
        var people = await centre.Value<int>("select count(*) from trainee");
        await Known(file, "Sinéad", "Gallagher", "1997-06-25", "known");

        var import = await Preview(
            Header, $"Amina,Yusuf,amina@{file},12/3/1994,NW-1-{file},Yes", $"Daniel,,daniel@{file},2/11/1989,,", $"Sinead,Galagher,sg@{file},25/6/1997,,",
            $"Sinéad,Gallagher,known@{file},25/6/1997,,Yes", $"Sinéad,Gallagher,known@{file},25/6/1997,,Yes", $"Yusuf,Amina,other@{file},12/3/1994,,", $"Grace,Adeyemi,grace@{file},31/2/2001,,");
        var rows = await Rows(import);

        Assert.Equal(["new", "rejected", "duplicate", "unchanged", "duplicate", "duplicate", "rejected"], rows.Select(row => row.Result));
        Assert.Equal(["Enter the last name."], rows[1].Notes);
        Assert.Contains("nearly the same name", Assert.Single(rows[2].Notes), StringComparison.Ordinal);
        Assert.Equal(["new", "same", "leave-out"], rows[2].Choices);
        Assert.Equal(["same", "leave-out"], rows[4].Choices);
        Assert.Equal(1, rows[5].ResemblesRow);
        Assert.Equal("Enter the date of birth as day/month/year, like 27/3/1994.", Assert.Single(rows[6].Notes));
        Assert.Equal(people + 1, await centre.Value<int>("select count(*) from trainee"));
    }

    [Fact]
    public async Task A_confirmed_import_records_the_new_changes_the_known_and_leaves_the_undecided_alone()
    {
        var file = NextFile();
        var known = await Known(file, "Rhys", "Morgan", "2004-12-08", "rhys");
        var import = await Preview(Header, $"Petra,Lind,petra@{file},3/3/1983,NW-1-{file},Yes", $"Rhys,Morgan-Jones,RHYS@{file},8/12/2004,NW-2-{file},Yes", $"Petra,Lindt,petra2@{file},3/3/1983,,", $",,x,,,");

        var answer = await Booker.Post($"/api/v1/engineer-imports/{import}/confirmation", null, Some.Key());
        Assert.Equal("importing", answer.Json.GetProperty("state").GetString());
        await centre.ImportEngineers();

        var done = await centre.Ask(new ShowEngineerImport(new(import)));
        Assert.Equal(("imported", 4, 4), (done.State, done.Rows, done.RowsDone));
        Assert.Equal((1, 1, 1, 1), (done.Ended("created"), done.Ended("updated"), done.Ended("left-out"), done.Ended("rejected")));
        Assert.Equal($"Rhys Morgan-Jones rhys@{file} NW-2-{file}", await centre.Value<string>("select given_name || ' ' || family_name || ' ' || email || ' ' || employee_reference from trainee where id = $1", known));
        Assert.Equal(["photo-id"], await centre.Column<string>("select kind from declaration d join trainee t on t.id = d.trainee_id where t.email = $1", $"petra@{file}"));
        Assert.Equal(0, await centre.Value<int>("select count(*) from trainee where email = $1", $"petra2@{file}"));
        Assert.Equal(1, await centre.Value<int>("select count(*) from audit_entry where action = 'ConfirmEngineerImport' and subject = $1 and actor_id = $2", import, centre.Cast.NorthBooker.Account));
        // A second time there is nothing left to do, and confirming again is refused.
        var people = await centre.RowCounts();
        await centre.ImportEngineers();
        Assert.Equal(people, await centre.RowCounts());
        Assert.Equal("import-started", (await Booker.Post($"/api/v1/engineer-imports/{import}/confirmation", null, Some.Key())).Problem);
    }

    [Fact]
    public async Task What_the_booker_decides_of_a_possible_duplicate_is_done_and_nothing_else()
    {
        var file = NextFile();
        var known = await Known(file, "Zoë", "O'Hare", "1995-05-19", "zoe");
        var import = await Preview(
            Header, $"Zoe,OHare,zoe.ohare@{file},19/5/1995,,", $"Zoe,Ohare,zo@{file},19/5/1995,,", $"Tom,Berg,tom@{file},1/2/1991,T-{file},", $"Thomas,Berg,thomas@{file},1/2/1991,,", $"Tim,Berg,tim@{file},3/4/1999,T-{file},");
        Assert.Equal(["duplicate", "duplicate", "new", "new", "duplicate"], (await Rows(import)).Select(row => row.Result));

        Assert.Equal("row-cannot-be-decided", (await Decide(import, (3, "new"))).Problem);
        Assert.Equal(200, (await Decide(import, (1, "same"), (2, "new"), (5, "same"))).Status);
        await Finish(import);

        Assert.Equal(["updated", "created", "created", "created", "updated"], (await Rows(import)).Select(row => row.Outcome));
        Assert.Equal($"Zoe OHare zoe.ohare@{file}", await centre.Value<string>("select given_name || ' ' || family_name || ' ' || email from trainee where id = $1", known));
        Assert.Equal([$"tim@{file}"], await centre.Column<string>("select email::text from trainee where employee_reference = $1", $"T-{file}"));
    }

    [Fact]
    public async Task Rejected_rows_come_back_as_they_were_with_the_reason_behind_them_and_can_be_sent_again()
    {
        var file = NextFile();
        var import = await Preview("First name;Last name;E-mail;Date of birth;Remark", $"  Amina ; ;amina@{file};12/3/1994;\"a; \"\"b\"\"\"", $"Daniel;Cartwright;daniel@{file};2/11/1989;", $"=cmd;Berg;;1/1/1990;");

        var answer = await Booker.Get($"/api/v1/engineer-imports/{import}/rejected");

        Assert.Equal("text/csv", answer.ContentType);
        var octets = await answer.Response.Content.ReadAsByteArrayAsync();
        Assert.Equal(Encoding.UTF8.Preamble.ToArray(), octets[..3]);
        Assert.Equal(
            ["First name;Last name;E-mail;Date of birth;Remark;Reason", $"  Amina ; ;amina@{file};12/3/1994;\"a; \"\"b\"\"\";Enter the last name.", "'=cmd;Berg;;1/1/1990;;Enter the e-mail address."],
            Encoding.UTF8.GetString(octets[3..]).Split("\r\n", StringSplitOptions.RemoveEmptyEntries));
        var again = EngineerSheet.Read(octets).Value!;
        Assert.Equal(["Amina", "=cmd"], again.Select(row => row.Engineer.GivenName));
    }

    [Fact]
    public async Task Five_thousand_rows_are_looked_at_imported_and_undone()
    {
        var file = NextFile();
        var rows = Enumerable.Range(0, 5_000).Select(number => $"Given{number},Family,e{number}@{file},{1 + number % 28}/{1 + number / 28 % 12}/{1950 + number / 336},N{number}-{file},").ToArray();
        var before = await centre.Value<int>("select count(*) from trainee");

        var import = await Preview([Header, .. rows]);
        Assert.Equal(5_000, (await centre.Ask(new ShowEngineerImport(new(import)))).Previewed("new"));
        await Finish(import);

        Assert.Equal(5_000, (await centre.Ask(new ShowEngineerImport(new(import)))).Ended("created"));
        Assert.Equal(before + 5_000, await centre.Value<int>("select count(*) from trainee"));
        Assert.Equal("undone", (await Booker.Post($"/api/v1/engineer-imports/{import}/undo", null, Some.Key())).Json.GetProperty("state").GetString());
        Assert.Equal(before, await centre.Value<int>("select count(*) from trainee"));
        Assert.Equal(before, await centre.Value<int>("select count(*) from resource where kind = 'trainee'"));
    }

    [Fact]
    public async Task An_import_that_is_cut_off_in_the_middle_goes_on_where_it_was_and_imports_every_row_once()
    {
        var file = NextFile();
        var import = await Preview([Header, .. Enumerable.Range(0, 300).Select(number => $"Given{number},Family,e{number}@{file},{1 + number % 28}/{1 + number / 28}/1990,,")]);
        await centre.Ask(new ConfirmEngineerImport(new(import)));
        // The database goes away in the middle of the second hundred.
        await centre.Run($"create function cut_off() returns trigger language plpgsql as $$ begin if new.email = 'e150@{file}' then raise 'cut off'; end if; return new; end $$; create trigger cut_off before insert on trainee for each row execute function cut_off()");
        try
        {
            await Assert.ThrowsAnyAsync<Exception>(centre.ImportEngineers);
        }
        finally
        {
            await centre.Run("drop trigger cut_off on trainee; drop function cut_off()");
        }
        Assert.Equal((100, 100), (await centre.Value<int>("select rows_done from engineer_import where id = $1", import), await centre.Value<int>("select count(*) from trainee where email like $1", $"e%@{file}")));

        await centre.ImportEngineers();

        Assert.Equal("imported", (await centre.Ask(new ShowEngineerImport(new(import)))).State);
        Assert.Equal(300, await centre.Value<int>("select count(*) from trainee where email like $1", $"e%@{file}"));
        Assert.Equal(300, await centre.Value<int>("select count(distinct trainee_id) from engineer_import_row where import_id = $1 and outcome = 'created'", import));
    }

    [Fact]
    public async Task Two_jobs_at_once_import_every_row_once()
    {
        var file = NextFile();
        var import = await Preview([Header, .. Enumerable.Range(0, 600).Select(number => $"Given{number},Family,e{number}@{file},{1 + number % 28}/{1 + number / 28 % 12}/{1980 + number / 336},,")]);
        await centre.Ask(new ConfirmEngineerImport(new(import)));

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => centre.ImportEngineers()));
        await centre.ImportEngineers();

        Assert.Equal((600, 600), (await centre.Value<int>("select count(*) from trainee where email like $1", $"e%@{file}"), await centre.Value<int>("select rows_done from engineer_import where id = $1", import)));
    }

    [Fact]
    public async Task Undoing_puts_back_what_was_and_keeps_those_on_whom_something_depends()
    {
        var file = NextFile();
        var changed = await Known(file, "Rhys", "Morgan", "2004-12-08", "rhys");
        var editedLater = await Known(file, "Olu", "Bello", "2001-12-08", "olu");
        centre.Clock.Advance(TimeSpan.FromMinutes(1));
        var import = await Preview(
            Header + ",Certificate course,Certificate number,Certificate issuer,Certificate achieved", $"Rhys,Morgan-Jones,rhys@{file},8/12/2004,R-{file},Yes,FTC-110,X-9,Elsewhere,1/1/2025",
            $"Olu,Belo,olu@{file},8/12/2001,,,,,,", $"Wren,Abbey,wren@{file},12/3/1974,,Yes,,,,", $"Dan,Berg,dan@{file},12/3/1993,,Yes,,,,");
        var before = await State(changed);
        await Finish(import);
        Assert.NotEqual(before, await State(changed));
        await centre.GivenABooking(await centre.GivenACohort(), centre.Cast.NorthBooker, new EngineerDetails("Wren", "Abbey", $"wren@{file}", "1974-03-12"));
        await centre.Ask(new EditEngineer(new(editedLater), new("Olu", "Bellow", $"olu@{file}", "2001-12-08"), null));

        var answer = await Booker.Post($"/api/v1/engineer-imports/{import}/undo", null, Some.Key());

        Assert.Equal(("partly-undone", 2), (answer.Json.GetProperty("state").GetString(), answer.Json.GetProperty("kept").GetInt32()));
        Assert.Equal([null, "Was changed since the import.", "Has a place, or had one.", null], (await Rows(import)).Select(row => row.KeptBecause));
        Assert.Equal(before, await State(changed));
        Assert.Equal(["Olu", "Rhys", "Wren"], await centre.Column<string>("select given_name from trainee where email like $1 order by 1", $"%@{file}"));
        // Asked again, what depends is still there and nothing else happens.
        Assert.Equal(2, (await Booker.Post($"/api/v1/engineer-imports/{import}/undo", null, Some.Key())).Json.GetProperty("kept").GetInt32());
    }

    [Theory]
    [InlineData("named")]
    [InlineData("substituted")]
    public async Task Undoing_keeps_what_a_place_rests_on_that_was_booked_before_and_named_after_the_import(string how)
    {
        var file = NextFile();
        var changed = await Known(file, "Rhys", "Morgan", "2004-12-08", "rhys");
        var needs = await centre.GivenACohort(c => c.Of("FTC-201", days: 2));
        var booked = await Booker.Post($"/api/v1/cohorts/{needs.Id}/places", how == "named" ? new { purchaseOrder = "PO", unnamed = 1 } : new { purchaseOrder = "PO", engineers = new[] { Some.Engineer().Holding("FTC-101", "2030-01-01") } }, Some.Key());
        var import = await Preview(Header + ",Certificate course,Certificate number,Certificate issuer,Certificate achieved", $"Rhys,Morgan,rhys@{file},8/12/2004,,Yes,FTC-101,X-9,Elsewhere,1/1/2025");
        centre.Clock.Advance(TimeSpan.FromMinutes(1));
        await Finish(import);
        centre.Clock.Advance(TimeSpan.FromMinutes(1));
        // Only the certificate that the import brought lets him come.
        var answer = how == "named" ? await Booker.Post($"/api/v1/bookings/{booked.Id()}/names", new { trainees = new[] { changed } }, Some.Key()) : await Booker.Post($"/api/v1/places/{booked.PlaceIds()[0]}/substitution", new { trainee = changed }, Some.Key());
        Assert.Equal(200, answer.Status);

        Assert.Equal("partly-undone", (await Booker.Post($"/api/v1/engineer-imports/{import}/undo", null, Some.Key())).Json.GetProperty("state").GetString());

        Assert.Equal("Was named for a place since the import.", Assert.Single(await Rows(import)).KeptBecause);
        Assert.Equal(["X-9"], await centre.Column<string>("select number from outside_certificate where trainee_id = $1", changed));
        // Once somebody else has the place, nothing rests on it any more.
        Assert.Equal(200, (await Booker.Substitutes((await centre.PlacesOf(booked.Id()))[0], Some.Engineer().Holding("FTC-101", "2030-01-01"))).Status);
        Assert.Equal("undone", (await Booker.Post($"/api/v1/engineer-imports/{import}/undo", null, Some.Key())).Json.GetProperty("state").GetString());
    }

    /// <summary>Whoever names reads the clock and then waits for the cohort: by its own clock it may have come first, and rest on the import all the same.</summary>
    [Theory]
    [InlineData(29, "partly-undone")]
    [InlineData(31, "undone")]
    public async Task What_was_named_a_moment_before_the_import_may_rest_on_it(int seconds, string state)
    {
        var file = NextFile();
        await Known(file, "Rhys", "Morgan", "2004-12-08", "rhys");
        var import = await Preview(Header, $"Rhys,Morgan,rhys@{file},8/12/2004,R-{file},Yes");
        centre.Clock.Advance(TimeSpan.FromSeconds(seconds));
        await Finish(import);

        Assert.Equal(state, (await Booker.Post($"/api/v1/engineer-imports/{import}/undo", null, Some.Key())).Json.GetProperty("state").GetString());
    }

    [Fact]
    public async Task A_row_whose_address_has_come_to_be_somebody_elses_since_the_preview_changes_nobody_and_says_so()
    {
        var file = NextFile();
        var passedOn = await Known(file, "Femi", "Adu", "2001-12-08", "shared");
        var import = await Preview(Header, $"Carys,Lloyd,carys@{file},14/5/1994,,", $"Femi,Adu,shared@{file},8/12/2001,NW-{file},", $"Idris,Penry,idris@{file},13/4/1974,,");
        Assert.Equal(["new", "update", "new"], (await Rows(import)).Select(row => row.Result));
        // Before it is confirmed one address is given to a new colleague, another passes on; the third is the same person, recorded by a booking meanwhile.
        var saskia = await Known(file, "Saskia", "Vane", "1985-01-02", "carys");
        await centre.Ask(new EditEngineer(new(passedOn), new("Petra", "Lind", $"shared@{file}", "1983-03-03"), null));
        var idris = await Known(file, "Idris", "Penry", "1974-04-13", "idris");

        await Finish(import);

        var rows = await Rows(import);
        Assert.Equal(["left-out", "left-out", "unchanged"], rows.Select(row => row.Outcome));
        Assert.Equal("Left out: The e-mail address is Saskia Vane's, whose name and date of birth are others. It came to be so after the preview.", Assert.Single(rows[0].Notes));
        Assert.StartsWith("Left out: The e-mail address is Petra Lind's", rows[1].Notes[^1], StringComparison.Ordinal);
        Assert.Equal(["Saskia Vane 1985-01-02", "Petra Lind 1983-03-03", "Idris Penry 1974-04-13"], await centre.Column<string>(
            "select given_name || ' ' || family_name || ' ' || date_of_birth from trainee where id = any($1) order by array_position($1, id)", new[] { saskia, passedOn, idris }));
    }

    [Fact]
    public async Task The_file_of_what_was_not_imported_has_as_many_lines_as_is_said_and_each_says_what_happened()
    {
        var file = NextFile();
        await Known(file, "Ffion", "Sutcliffe", "1995-06-20", "ffion");
        await Known(file, "Gareth", "Whitlock", "1991-03-02", "gareth");
        var import = await Preview(Header, $"Fionn,Sutcliffe,fionn@{file},20/6/1995,,", $"Ffion,Sutclife,fs@{file},20/6/1995,,", $"Garet,Whitlock,garet@{file},2/3/1991,,", $"Delyth,Prosser,delyth@{file},15/7/1994,,");
        await Decide(import, (1, "leave-out"), (3, "new"));

        Assert.Equal(["Left out.", "Say whether it is the same person."], (await FileAsync(2)).Select(line => line.Trim('"').Split("nearly the same name. ")[1]));
        await Known(file, "Nia", "Pugh", "1979-09-09", "garet");
        await Finish(import);

        var lines = await FileAsync(3);
        Assert.EndsWith("Left out, as you decided.\"", lines[0], StringComparison.Ordinal);
        Assert.EndsWith("Left out: nobody said whether it is the same person.\"", lines[1], StringComparison.Ordinal);
        Assert.Contains("Left out: after it was decided the e-mail address came to be Nia Pugh's", lines[2], StringComparison.Ordinal);

        async Task<string[]> FileAsync(int count)
        {
            Assert.Equal(count, (await centre.Ask(new ShowEngineerImport(new(import)))).NotImported);
            var written = (await Booker.Get($"/api/v1/engineer-imports/{import}/rejected")).Text.Split("\r\n", StringSplitOptions.RemoveEmptyEntries)[1..];
            Assert.Equal(count, written.Length);
            return written;
        }
    }

    [Fact]
    public async Task An_import_that_is_not_finished_cannot_be_undone_and_one_with_nothing_to_do_cannot_be_confirmed()
    {
        var file = NextFile();
        var import = await Preview(Header, $"Amina,Yusuf,amina@{file},12/3/1994,,");
        Assert.Equal("import-not-finished", (await Booker.Post($"/api/v1/engineer-imports/{import}/undo", null, Some.Key())).Problem);
        Assert.Equal("nothing-to-import", (await Booker.Post($"/api/v1/engineer-imports/{await Preview(Header, ",,,,,no")}/confirmation", null, Some.Key())).Problem);
        Assert.Equal("import-not-found", (await centre.ClientOf(centre.Cast.SouthBooker).Get($"/api/v1/engineer-imports/{import}")).Problem);
    }

    [Fact]
    public async Task A_file_comes_as_a_form_too_and_what_is_no_sheet_is_told_so_at_once()
    {
        var file = NextFile();
        using var form = new MultipartFormDataContent { { new ByteArrayContent(Encoding.UTF8.GetBytes($"{Header}\nAmina,Yusuf,amina@{file},12/3/1994,,\n")), "file", "my engineers.csv" } };
        var sent = await Booker.Post("/api/v1/engineer-imports", form);
        Assert.Equal((201, "my engineers.csv"), (sent.Status, sent.Json.GetProperty("fileName").GetString()));

        var before = await centre.RowCounts();
        var noise = new byte[200_000];
        new Random(7).NextBytes(noise);
        foreach (var body in new[] { noise, [], Encoding.UTF8.GetBytes("{}"), new byte[EngineerSheet.MostBytes + 1] })
        {
            var refused = await Send(body);
            Assert.Equal((400, "sheet-unreadable"), (refused.Status, refused.Problem));
        }
        Assert.Equal(before, await centre.RowCounts());
    }

    [Fact]
    public async Task Files_that_were_never_confirmed_are_forgotten_after_a_week()
    {
        var import = await Preview(Header, $"Amina,Yusuf,amina@{NextFile()},12/3/1994,,");
        await centre.Ask(new ForgetOldImports());
        Assert.Equal(1, await centre.Value<int>("select count(*) from engineer_import where id = $1", import));
        await centre.Run($"update engineer_import set made_at = made_at - interval '8 days' where id = '{import}'");
        await centre.Ask(new ForgetOldImports());
        Assert.Equal(0, await centre.Value<int>("select count(*) from engineer_import_row where import_id = $1", import));
    }

    private static string NextFile() => $"f{Interlocked.Increment(ref _files)}.example.org";

    private async Task<Guid> Known(string file, string given, string family, string born, string mailbox) => (await centre.GivenABooking(await centre.GivenACohort(), centre.Cast.NorthBooker,
        new EngineerDetails(given, family, $"{mailbox}@{file}", born, null, ["photo-id"]))).Places[0].TraineeId!.Value;

    private Task<Answer> Send(byte[] body)
    {
        var content = new ByteArrayContent(body);
        content.Headers.ContentType = new MediaTypeHeaderValue("text/csv");
        return Booker.Post("/api/v1/engineer-imports", content);
    }

    private async Task<Guid> Preview(params string[] lines)
    {
        var answer = await Send(Encoding.UTF8.GetBytes(string.Join("\r\n", lines)));
        Assert.True(answer.Status == 201, answer.ToString());
        return answer.Json.GetProperty("id").GetGuid();
    }

    private async Task<IReadOnlyList<EngineerImportRowLine>> Rows(Guid import) => (await centre.Ask(new ListEngineerImportRows(new(import), Limit: 500))).Rows;

    private Task<Answer> Decide(Guid import, params (int Number, string Choice)[] rows) =>
        Booker.Post($"/api/v1/engineer-imports/{import}/decisions", new { rows = rows.Select(row => new { number = row.Number, choice = row.Choice }) });

    private async Task Finish(Guid import)
    {
        await centre.Ask(new ConfirmEngineerImport(new(import)));
        await centre.ImportEngineers();
    }

    /// <summary>Everything of an engineer that an import may change.</summary>
    private Task<string> State(Guid engineer) => centre.Value<string>("""
        select t.given_name || t.family_name || t.email || coalesce(t.employee_reference, '-') || t.date_of_birth
          || coalesce((select string_agg(d::text, ';' order by d.kind) from declaration d where d.trainee_id = t.id), '')
          || coalesce((select string_agg(o::text, ';' order by o.id) from outside_certificate o where o.trainee_id = t.id), '')
        from trainee t where t.id = $1
        """, engineer);
}
