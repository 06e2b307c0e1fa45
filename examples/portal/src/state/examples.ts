// Service points of the example, copied into the page when it is built.
import type { ServicePoint } from "../engine";
import teahouse from "../../../data/service-points/beijing-teahouse-new.json";
import stall from "../../../data/service-points/chengdu-night-market-stall.json";
import flushing from "../../../data/service-points/flushing-dumpling-house.json";
import pharmacy from "../../../data/service-points/guangzhou-pharmacy.json";
import courier from "../../../data/service-points/hangzhou-city-courier.json";
import noodles from "../../../data/service-points/hangzhou-noodle-shop.json";
import store from "../../../data/service-points/shanghai-convenience-store.json";
import canteen from "../../../data/service-points/suzhou-park-canteen.json";
import toys from "../../../data/service-points/xiaohe-toy-shop.json";
import guesthouse from "../../../data/service-points/yubeng-guesthouse.json";

// The engine checks the forms themselves when it compiles them; JSON modules are typed too widely for their words.
const asPoint = (form: object): ServicePoint => form as ServicePoint;

export const EXAMPLES: readonly ServicePoint[] = [
  noodles,
  stall,
  store,
  pharmacy,
  guesthouse,
  courier,
  canteen,
  teahouse,
  toys,
  flushing,
].map(asPoint);
