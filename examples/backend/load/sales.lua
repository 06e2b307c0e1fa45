-- Sales for wrk: the requests of a file, a body a line, each with a batch and a trace of its own.
--
-- A body holds `@BATCH` and `@TRACE` where they go. `cargo xtask load` writes the file and names it as the argument.

local threads = 0

function setup(thread)
   thread:set("number", threads)
   threads = threads + 1
end

function init(args)
   bodies = {}
   for line in io.lines(args[1]) do
      bodies[#bodies + 1] = line
   end
   count = 0
   headers = { ["content-type"] = "application/json" }
end

function request()
   local body = bodies[count % #bodies + 1]
   -- A batch a thread, and another one each 999,999 sales.
   body = body:gsub("@BATCH", tostring(number * 1000 + math.floor(count / 999999))):gsub("@TRACE", tostring(count % 999999))
   count = count + 1
   return wrk.format("POST", "/v1/decisions", headers, body)
end


function done(summary, latency)
   io.write(string.format("RESULT %d %d %d %d %d %d\n", summary.requests, summary.duration, summary.errors.status
      + summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.timeout,
      latency:percentile(50), latency:percentile(99), latency:percentile(99.9)))
end
